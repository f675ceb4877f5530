using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.SearchSpace;

namespace MLNetCompact;

/// <summary>What varies in a sweep: options of the steps of a chain. A sample is a chain.</summary>
internal sealed class SweepSpace
{
    private readonly GivenNetwork _start;
    private readonly (string Name, NetworkEstimator Step)[] _steps;
    private readonly SortedDictionary<string, (int Step, string Property, SweepDimension Dimension)> _dimensions = new(StringComparer.Ordinal);

    /// <param name="chain">The chain.</param>
    /// <param name="overrides">What is added to the attributes of the options, or put in their place; null for what is not to vary.</param>
    /// <exception cref="ArgumentException">A name is not that of an option, or a range is none; the message names it.</exception>
    public SweepSpace(NetworkEstimator chain, IReadOnlyDictionary<string, SweepDimension?>? overrides)
    {
        (_start, _steps) = ((GivenNetwork)chain.Steps[0], Named(chain));
        for (var i = 0; i < _steps.Length; i++)
        {
            foreach (var property in Properties(_steps[i].Step))
            {
                if (Dimension(property) is { } dimension)
                    _dimensions[$"{_steps[i].Name}.{property.Name}"] = (i, property.Name, dimension);
            }
        }
        foreach (var (name, dimension) in overrides ?? new Dictionary<string, SweepDimension?>())
            Override(name, dimension);
        if (_dimensions.Count == 0)
            throw new ArgumentException($"Nothing varies: no step of the chain ({string.Join(", ", _steps.Select(s => s.Name))}) has an option that does; expected one in {nameof(SweepOptions)}.{nameof(SweepOptions.Space)}.", nameof(chain));
    }

    /// <summary>What varies by the attributes of the options of a chain: the place of the step and the name of the option.</summary>
    public static IEnumerable<(int Step, string Name)> Usual(NetworkEstimator chain) =>
        Named(chain).SelectMany((step, i) => Properties(step.Step).Where(p => Dimension(p) is not null).Select(p => (i, $"{step.Name}.{p.Name}")));

    /// <summary>What varies, and how.</summary>
    public IEnumerable<(string Name, SweepDimension Dimension)> Dimensions => _dimensions.Select(d => (d.Key, d.Value.Dimension));

    /// <summary>What the trials depend on beside data and code, as text.</summary>
    public string Text => string.Join("\n", _steps.Select(s => $"{s.Name} {JsonSerializer.Serialize(s.Step.Options, Report.Json)}").Concat(_dimensions.Select(d => $"{d.Key} {JsonSerializer.Serialize(d.Value.Dimension, d.Value.Dimension.GetType(), Report.Json)}")));

    /// <summary>A sample at random; that of a number and a seed is always the same.</summary>
    public JsonObject Sample(int seed, int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) ^ (number * 7919)));
        return new(_dimensions.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value.Dimension.At(random.NextDouble()))));
    }

    /// <summary>All combinations of values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are more than <paramref name="most"/>.</exception>
    public IReadOnlyList<JsonObject> Grid(int steps, int most)
    {
        var axes = _dimensions.Select(d => (d.Key, Values: d.Value.Dimension.Grid(steps))).ToArray();
        var cells = axes.Aggregate(1.0, (product, a) => product * a.Values.Count);
        OptionRange.Require(cells <= most, $"{nameof(SweepOptions)}.{nameof(SweepOptions.Trials)}", most, string.Create(CultureInfo.InvariantCulture, $"at least {cells}: so many cells has the grid of {string.Join(", ", axes.Select(a => $"{a.Values.Count} {a.Key}"))}"));
        return [.. Enumerable.Range(0, (int)cells).Select(cell => new JsonObject(axes.Select(a =>
        {
            (cell, var place) = Math.DivRem(cell, a.Values.Count);
            return KeyValuePair.Create(a.Key, (JsonNode?)a.Values[place].DeepClone());
        })))];
    }

    /// <summary>The chain with the options of a sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="settings">How its fits run.</param>
    /// <exception cref="ArgumentException">Options do not go with each other; the message names them.</exception>
    public NetworkEstimator Chain(JsonObject sample, RunSettings settings)
    {
        NetworkEstimator chain = _start.With(settings);
        for (var i = 0; i < _steps.Length; i++)
        {
            var step = _steps[i].Step;
            var own = _dimensions.Where(d => d.Value.Step == i).ToArray();
            if (own.Length == 0)
            {
                chain = step.Options is { } same ? step.With(same, chain) : throw new ArgumentException($"{step.Name} has no options, and cannot be put behind another step.", nameof(sample));
                continue;
            }
            var options = JsonSerializer.SerializeToNode(step.Options, step.Options!.GetType(), Report.Json)!;
            foreach (var (name, (_, property, _)) in own)
                options[property] = sample[name]!.DeepClone();
            chain = step.With(options.Deserialize(step.Options.GetType(), Report.Json)!, chain);
        }
        return chain;
    }

    /// <summary>The steps of a chain behind its network; the second of a name has the number 2 behind it.</summary>
    private static (string Name, NetworkEstimator Step)[] Named(NetworkEstimator chain)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. chain.Steps.Skip(1).Select(s => (Name(s.Name), s))];

        string Name(string step) => (seen[step] = seen.GetValueOrDefault(step) + 1) is var count && count == 1 ? step : string.Create(CultureInfo.InvariantCulture, $"{step}#{count}");
    }

    private static PropertyInfo[] Properties(NetworkEstimator step) => step.Options?.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).ToArray() ?? [];

    private static SweepDimension? Dimension(PropertyInfo property)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
            return new SweepRange(Convert.ToDouble(range.Min, CultureInfo.InvariantCulture), Convert.ToDouble(range.Max, CultureInfo.InvariantCulture), range.LogBase, range.Min is int);
        if (property.GetCustomAttribute<ChoiceAttribute>() is { } choice)
            return new SweepChoice(choice.Candidates);
        return property.GetCustomAttribute<BooleanChoiceAttribute>() is null ? null : new SweepChoice(false, true);
    }

    private void Override(string name, SweepDimension? dimension)
    {
        var dot = name.LastIndexOf('.');
        var step = dot < 0 ? -1 : Array.FindIndex(_steps, s => s.Name == name[..dot]);
        if (step < 0)
            throw new ArgumentException($"{nameof(SweepOptions)}.{nameof(SweepOptions.Space)} names '{name}'; expected a step of {string.Join(", ", _steps.Select(s => s.Name))}, a point, and an option of it.", nameof(name));
        var property = Array.Find(Properties(_steps[step].Step), p => p.Name == name[(dot + 1)..])
            ?? throw new ArgumentException($"{nameof(SweepOptions)}.{nameof(SweepOptions.Space)} names '{name}'; {_steps[step].Name} has {string.Join(", ", Properties(_steps[step].Step).Select(p => p.Name))}.", nameof(name));
        if (dimension is SweepRange range && !(range.Min <= range.Max && double.IsFinite(range.Min) && double.IsFinite(range.Max) && (!range.Logarithmic || range.Min > 0)))
            throw new ArgumentException($"{nameof(SweepOptions)}.{nameof(SweepOptions.Space)}[{name}] is {range}; expected {nameof(range.Min)} not above {nameof(range.Max)}, and above 0 where it is logarithmic.", nameof(dimension));
        if (dimension is SweepChoice { Candidates.Count: 0 })
            throw new ArgumentException($"{nameof(SweepOptions)}.{nameof(SweepOptions.Space)}[{name}] has no candidates; expected at least one.", nameof(dimension));
        if (dimension is null)
            _dimensions.Remove(name);
        else
            _dimensions[name] = (step, property.Name, dimension);
    }
}
