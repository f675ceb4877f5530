using System.CommandLine;
using Microsoft.ML;

namespace MLNetCompact.Tool;

/// <summary>The arguments of all commands that run steps on a file, and the chain that they make.</summary>
internal sealed class StepOptions
{
    private readonly Argument<string> _model = new("model") { Description = "The ONNX file." };
    private readonly DataOptions _data = new();
    private readonly Option<int> _seed = new("--seed") { Description = "Decides what is drawn at random.", DefaultValueFactory = _ => 0 };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Do not tell how far it is." };

    private readonly Option<StepText[]> _steps = new("--step")
    {
        Description = "A step, with options behind a colon: unify:maxOutputError=0.01 (neurons and channels take over for others) or cluster:removed=0.8 (kernels share representatives). Given several times, steps follow each other.",
        HelpName = "step", Required = true, CustomParser = StepText.Parse, AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<InputSize[]> _input = new("--input") { Description = "Sizes that the file leaves open, as Nx3x32x32.", HelpName = "sizes", DefaultValueFactory = _ => [], CustomParser = InputSize.Parse };

    /// <summary>Adds the arguments to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_model);
        _data.AddTo(command);
        foreach (var option in new Option[] { _steps, _input, _seed, _quiet })
            command.Add(option);
    }

    public string Model(ParseResult parsed) => parsed.GetRequiredValue(_model);

    public int Seed(ParseResult parsed) => parsed.GetValue(_seed);

    public StepText[] Steps(ParseResult parsed) => parsed.GetRequiredValue(_steps);

    public ToolProgress Progress(ParseResult parsed, TextWriter error) => new(error, parsed.GetValue(_quiet));

    /// <summary>The network of the file, the steps behind it, and the rows.</summary>
    /// <exception cref="ToolException">The file does not read one input of known size, or options do not go with each other.</exception>
    public (Network Network, NetworkEstimator Chain, IDataView Rows) Read(ParseResult parsed, MLContext ml, CancellationToken cancel)
    {
        var file = Model(parsed);
        var network = (parsed.GetValue(_input) ?? []).Aggregate(Network.Load(file), (own, size) => size.ApplyTo(own));
        if (network.Inputs is not [{ Shape: { Count: > 0 } shape }] || shape.Skip(1).Contains(Shape.Unknown))
            throw new ToolException($"'{file}' reads {string.Join(", ", network.Inputs.Select(i => $"{i.Name} {i.Shape}"))}; expected one input of known size: state it with --input.");
        var rows = _data.Read(parsed, shape, Seed(parsed));
        var settings = new RunSettings { Seed = Seed(parsed), CancellationToken = cancel };
        // Without labels no row has to tell what accuracy is left.
        var catalog = ml.Compaction(rows.HaveLabels ? settings : settings with { ValidationFraction = 0 });
        return (network, Steps(parsed).Aggregate(catalog.From(network), (chain, step) => step.After(chain)), rows.View(ml, NetworkShape.Outputs(network)));
    }

    /// <summary>Runs steps; what cannot be is the user's to mend.</summary>
    public static T Run<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new ToolException(e.Message, e);
        }
    }
}
