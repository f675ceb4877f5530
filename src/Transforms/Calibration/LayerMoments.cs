namespace MLNetCompact;

/// <summary>A layer of a network whose inputs are measured, and beside them what the original network makes there.</summary>
/// <param name="Node">The layer.</param>
/// <param name="Samples">What it reads.</param>
/// <param name="Target">The layer in the original network, or null where only inputs count.</param>
/// <param name="TargetRows">Which rows of the original layer the layer's rows are.</param>
internal sealed record MeasuredLayer(Node Node, ISamples Samples, Node? Target = null, int[]? TargetRows = null);

/// <summary>Measures what layers read, and what they should make, over rows of the data.</summary>
internal static class LayerMoments
{
    /// <summary>At least so many samples, and so many for each number of a sample.</summary>
    private const int FewestSamples = 16_384, SamplesPerInput = 16;

    /// <summary>The moments of each layer, block by block.</summary>
    /// <param name="network">The network whose layers read.</param>
    /// <param name="original">The network whose layers make the outputs that count; the same where there are no such.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="seed">Decides which places of maps are looked at.</param>
    /// <param name="products">What multiplies.</param>
    /// <param name="cancel">Ends it.</param>
    public static Moments[][] Of(Network network, Network original, IReadOnlyList<MeasuredLayer> layers, Rows rows, int seed, MatrixProducts products, CancellationToken cancel)
    {
        var moments = layers.Select(l => Enumerable.Range(0, l.Samples.Blocks).Select(_ => new Moments(l.Samples.Width, (l.TargetRows?.Length ?? 0) / l.Samples.Blocks, products)).ToArray()).ToArray();
        var perRow = layers.Select(l => (int)Math.Clamp(Math.Ceiling(Math.Max(FewestSamples, (double)SamplesPerInput * l.Samples.Width) / Math.Max(1, rows.Count)), 1, l.Samples.Places)).ToArray();
        var random = layers.Select((_, i) => new Random(seed + i)).ToArray();
        using var inputs = new Activations(network, layers.Select(l => l.Node.Inputs[0]));
        var targets = layers.Where(l => l.Target is not null).ToArray();
        using var outputs = targets.Length == 0 ? null : new Activations(original, targets.Select(l => l.Target!.Output));
        var most = Math.Min(inputs.BatchSize, outputs?.BatchSize ?? int.MaxValue);
        for (var start = 0; start < rows.Count; start += most)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(most, rows.Count - start);
            using var read = inputs.Run(rows, start, count);
            using var made = outputs?.Run(rows, start, count);
            for (var l = 0; l < layers.Count; l++)
            {
                var target = Array.IndexOf(targets, layers[l]);
                for (var row = 0; row < count; row++)
                    Add(layers[l], moments[l], perRow[l], random[l], read.Of(l, row), target < 0 ? [] : made!.Of(target, row));
            }
        }
        return moments;
    }

    private static void Add(MeasuredLayer layer, Moments[] moments, int perRow, Random random, ReadOnlySpan<float> read, ReadOnlySpan<float> made)
    {
        var places = layer.Samples.Places;
        for (var i = 0; i < perRow; i++)
        {
            var place = perRow == places ? i : random.Next(places);
            for (var block = 0; block < moments.Length; block++)
            {
                layer.Samples.Copy(read, block, place, moments[block].NextInput);
                var next = moments[block].NextOutput;
                for (var o = 0; o < next.Length; o++)
                    next[o] = made[At(layer, layer.TargetRows![block * next.Length + o], place, made.Length)];
                moments[block].Add();
            }
        }
    }

    /// <summary>Where what a row of the original layer makes at a place lies.</summary>
    private static int At(MeasuredLayer layer, int row, int place, int size) =>
        layer.Target!.Operator.Layout is { ChannelsLast: true } ? place * (size / layer.Samples.Places) + row : row * layer.Samples.Places + place;
}
