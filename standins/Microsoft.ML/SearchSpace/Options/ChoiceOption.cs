namespace Microsoft.ML.SearchSpace.Option;

/// <summary>Equal shares of the way from 0 to 1, in the order given. A single choice takes no room, yet has a step.</summary>
public sealed class ChoiceOption : OptionBase
{
    private readonly UniformSingleOption _position;

    public ChoiceOption(params object[] choices)
    {
        Choices = [.. choices.Distinct().Select(choice => Parameter.FromObject(choice))];
        _position = new UniformSingleOption(0, Choices.Length);
        Default = new double[Choices.Length == 1 ? 0 : 1];
    }

    public ChoiceOption(object[] choices, object? defaultChoice) : this(choices)
    {
        if (defaultChoice != null)
            Default = MappingToFeatureSpace(Parameter.FromObject(defaultChoice));
    }

    public Parameter[] Choices { get; }

    public override int FeatureSpaceDim => Choices.Length == 1 ? 0 : 1;

    public override int?[] Step => [Choices.Length];

    public override double[] MappingToFeatureSpace(Parameter param) =>
        FeatureSpaceDim == 0 ? [] : _position.MappingToFeatureSpace(Parameter.FromInt(Array.IndexOf(Choices, param)));

    public override Parameter SampleFromFeatureSpace(double[] values)
    {
        if (values.Length == 0)
            return Choices[0];
        var index = (int)MathF.Floor(_position.SampleFromFeatureSpace(values).AsType<float>());
        return Choices[Math.Min(index, Choices.Length - 1)];
    }
}
