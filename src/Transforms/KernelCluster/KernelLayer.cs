using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>A layer whose kernels can share representatives.</summary>
/// <param name="Node">The node; where several read the weight, the first.</param>
/// <param name="Weight">The weight.</param>
/// <param name="Dims">The dimensions that count its kernels.</param>
/// <param name="Kernel">The dimensions of a kernel.</param>
internal sealed record KernelLayer(Node Node, Weight Weight, Shape Dims, Shape Kernel)
{
    /// <summary>How many kernels there are.</summary>
    public int Count => (int)Dims.Elements;

    /// <summary>The numbers of a kernel.</summary>
    public int Taps => (int)Kernel.Elements;

    /// <summary>The layers of a network from its input to its output.</summary>
    /// <param name="network">The network.</param>
    /// <param name="subVectors">Consecutive weights of dense layers that are a kernel, or null where dense layers stay as they are.</param>
    /// <param name="refuse">Hears of layers that stay as they are, and why.</param>
    /// <exception cref="InvalidOperationException">A weight has a value that is not finite; the message names it.</exception>
    public static IReadOnlyList<KernelLayer> Of(Network network, int? subVectors, Action<string> refuse)
    {
        var (layers, seen) = (new List<KernelLayer>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var node in network.Nodes.Where(n => n.Operator is LinearOp))
        {
            if (network.WeightOrNull(node.Input(1)) is not { Shape.Count: >= 2 } weight)
            {
                refuse($"{node}: its weight is computed, not a constant");
                continue;
            }
            if (!seen.Add(weight.Name))
                continue;
            var isDense = weight.Shape.Count == 2;
            if (isDense && subVectors is null)
                continue;
            if (LinearView.Of(node, weight) is null && weight.Type.IsFloating())
                refuse($"{node}: its weight {weight.Shape} is not one of rows and columns");
            else if (weight.Type != ElementType.Float)
                refuse($"{node}: its weight is of type {weight.Type}; codebooks are of 32-bit floating point");
            else if (isDense && weight.Shape[1] % subVectors != 0)
                refuse($"{node}: {weight.Shape[1]} weights side by side are no multiple of {subVectors}");
            else if (!isDense && weight.Shape.Skip(2).All(d => d == 1))
                refuse($"{node}: its kernels are of one number");
            else if (!isDense && weight.Shape.Skip(2).Aggregate(1L, (p, d) => p * d) > KernelStorage.MostTaps)
                refuse($"{node}: its kernels have more than {KernelStorage.MostTaps} numbers");
            else
                layers.Add(isDense ? new(node, weight, new(weight.Shape[0], weight.Shape[1] / subVectors!.Value), new(subVectors.Value)) : new(node, weight, new(weight.Shape[0], weight.Shape[1]), new(weight.Shape.Skip(2))));
            if (weight.Type.IsFloating() && weight.Floats() is var values && Array.FindIndex(values.ToArray(), v => !float.IsFinite(v)) is >= 0 and var bad)
                throw new InvalidOperationException($"Weight '{weight.Name}' of {node} has the value {values[bad]} at place {bad}; expected finite numbers.");
        }
        return layers;
    }

    /// <summary>The symmetry that its kernels can have: squares have all, other maps no turns, rows of numbers one mirror, weights of a dense layer none.</summary>
    public KernelSymmetry Most(KernelSymmetry asked) => Weight.Shape.Count == 2 ? KernelSymmetry.None
        : Enum.GetValues<KernelSymmetry>().Last(s => s <= asked && s.Fits(Kernel));

    /// <summary>For each form in which a representative may stand for a kernel, which of its numbers is where.</summary>
    public IReadOnlyList<int[]> Forms(KernelSymmetry symmetry) => [.. symmetry.Places(Kernel).Chunk(Taps)];

    /// <summary>The dimensions of so many representatives.</summary>
    public Shape Table(int count) => new([count, .. Kernel]);

    /// <summary>The weight as codes of its representatives.</summary>
    /// <param name="clusters">The representatives, and which stands for which kernel.</param>
    /// <param name="symmetry">In which forms.</param>
    /// <param name="table">The codebook, where other layers share it; otherwise null.</param>
    public Weight With(KernelClusters clusters, KernelSymmetry symmetry, Weight? table)
    {
        var forms = symmetry.Count();
        int[] numbers = [.. clusters.Numbers.Select((n, i) => n * forms + (clusters.Forms?[i] ?? 0))];
        var use = new KernelUse { IsShared = table is not null, Symmetry = symmetry, Shape = Weight.Shape.Count == 2 ? Weight.Shape : null };
        return MLNetCompact.Weight.Of(Weight.Name, Weight.Shape, KernelStorage.Of(table ?? MLNetCompact.Weight.Of("codebook", Table(clusters.Count), clusters.Representatives), Dims, numbers,
            clusters.Factors is { } factors ? KernelScales.Of(Dims, factors) : null, use));
    }

    /// <summary>What the layer takes in a file with so many representatives, nodes and names included; at most.</summary>
    public long BytesWith(int count, bool scaled, KernelSymmetry symmetry) => CodedStorage.MostForNodes + 4L * count * Taps
        + Count * (count * (long)symmetry.Count() > 256 ? 2L : 1) + (scaled ? Count + 4L * Dims[0] : 0)
        // The places of forms, a bias where there was none, and the weight's name as often as nodes and parts bear it.
        + (symmetry == KernelSymmetry.None ? 0 : 4L * symmetry.Count() * Taps) + 4L * LinearView.Of(Node, Weight)!.Rows + 12L * Weight.Name.Length;
}
