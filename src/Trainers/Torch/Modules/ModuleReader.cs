using TorchSharp.Modules;

namespace MLNetCompact;

/// <summary>A module that is being read: what it is, what it reads and makes of random rows, and the network it is added to.</summary>
internal sealed record ModuleStep(ModuleLeaf Leaf, ModuleRun Run, ModuleValue Read, ModuleValue Made, ModuleGraph Graph)
{
    public string Path => Leaf.Path;
}

/// <summary>Reads modules one after the other.</summary>
internal static class ModuleReader
{
    /// <summary>Random rows: some small numbers, some larger, so that both sides of every bend are seen.</summary>
    private static readonly float[] s_scales = [1, 5];

    /// <summary>By TorchSharp's name: the least and most dimensions of a row, and what reads the module.</summary>
    private static readonly Dictionary<string, (int Least, int Most, Action<ModuleStep> Read)> s_kinds = new(StringComparer.Ordinal)
    {
        ["Conv1d"] = (2, 2, ModuleConvolutions.Read), ["Conv2d"] = (3, 3, ModuleConvolutions.Read),
        ["Linear"] = (1, int.MaxValue, ModuleLinears.Read),
        ["BatchNorm1d"] = (1, 2, ModuleNormalizations.Read), ["BatchNorm2d"] = (3, 3, ModuleNormalizations.Read),
        ["MaxPool1d"] = (2, 2, ModulePoolings.Maximum), ["MaxPool2d"] = (3, 3, ModulePoolings.Maximum),
        ["AvgPool1d"] = (2, 2, ModulePoolings.Average), ["AvgPool2d"] = (3, 3, ModulePoolings.Average),
        ["AdaptiveAvgPool1d"] = (2, 2, ModulePoolings.Adaptive), ["AdaptiveAvgPool2d"] = (3, 3, ModulePoolings.Adaptive),
        ["ReLU"] = Any(ModuleActivations.Relu), ["ReLU6"] = Any(ModuleActivations.Relu6), ["LeakyReLU"] = Any(ModuleActivations.LeakyRelu),
        ["ELU"] = Any(ModuleActivations.Elu), ["SELU"] = Any(ModuleActivations.Selu), ["SiLU"] = Any(ModuleActivations.Silu), ["GELU"] = Any(ModuleActivations.Gelu),
        ["Sigmoid"] = Any(ModuleActivations.Sigmoid), ["Tanh"] = Any(ModuleActivations.Tanh),
        ["Hardswish"] = Any(ModuleActivations.HardSwish), ["Hardsigmoid"] = Any(ModuleActivations.HardSigmoid),
        ["Softmax"] = Any(ModuleActivations.Softmax), ["LogSoftmax"] = Any(ModuleActivations.LogSoftmax),
        ["Flatten"] = Any(ModuleShapes.Reshape), ["Unflatten"] = Any(ModuleShapes.Reshape), ["Identity"] = Any(_ => { }),
        ["Dropout"] = Any(ModuleShapes.Dropout), ["Dropout1d"] = (2, 2, ModuleShapes.Dropout), ["Dropout2d"] = (3, 3, ModuleShapes.Dropout),
    };

    public static Network Read(Sequential root, long[] row)
    {
        var leaves = ModuleLeaf.Of(root, s_kinds.Keys);
        // Types and numbers are checked before anything runs.
        foreach (var leaf in leaves)
        {
            foreach (var (name, parameter) in leaf.Module.named_parameters())
                leaf.Weight(name, parameter);
        }
        using var run = new ModuleRun(root, leaves);
        var (graph, rows) = (new ModuleGraph(row), RandomRows(row));
        var (value, seen) = (rows, new List<(ModuleLeaf, string, ModuleValue)>());
        foreach (var leaf in leaves)
        {
            var (least, most, read) = s_kinds[leaf.Kind];
            if (value.Dims.Length - 1 is var rank && (rank < least || rank > most))
                throw new ArgumentException($"{leaf} gets rows {new Shape(value.Dims[1..])}; expected {least}{(most == least ? "" : most == int.MaxValue ? " or more" : $" to {most}")} dimensions without the batch.");
            var made = run.Call(leaf.Module, leaf.ToString(), value);
            if (made.Dims.Length < 2 || made.Dims[0] != value.Dims[0])
                throw new NotSupportedException($"{leaf} makes {new Shape(made.Dims)} of {new Shape(value.Dims)}; expected that it keeps rows apart.");
            if (!made.Values.All(float.IsFinite))
                throw new InvalidOperationException($"{leaf} gives numbers that are not finite for ordinary rows.");
            read(new(leaf, run, value, made, graph));
            seen.Add((leaf, graph.Value, made));
            value = made;
        }
        var network = graph.Build();
        ModuleCheck.Compare(graph.WithOutputs(seen.Select(s => s.Item2)), rows, seen);
        ModuleCheck.Compare(run.Call(root, "The model", rows), value);
        return network;
    }

    private static (int, int, Action<ModuleStep>) Any(Action<ModuleStep> read) => (1, int.MaxValue, read);

    private static ModuleValue RandomRows(long[] row)
    {
        var random = new Random(1);
        var width = row.Aggregate(1L, (product, d) => checked(product * d));
        var values = new float[checked(width * s_scales.Length)];
        for (var i = 0; i < values.Length; i++)
            values[i] = s_scales[i / width] * (2 * random.NextSingle() - 1);
        return new(values, [s_scales.Length, .. row]);
    }
}
