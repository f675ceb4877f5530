namespace MLNetCompact;

/// <summary>Measures what layers read, and what the original network makes there, over rows of the data.</summary>
/// <param name="original">The network whose layers make the outputs that count.</param>
/// <param name="rows">The rows.</param>
/// <param name="seed">Decides which places of maps are looked at: of a layer always the same.</param>
/// <param name="products">What multiplies.</param>
/// <param name="cancel">Ends it.</param>
internal sealed class LayerMoments(Network original, Rows rows, int seed, MatrixProducts products, CancellationToken cancel)
{
    /// <summary>At least so many samples, and so many for each number of a sample.</summary>
    private const int FewestSamples = 16_384, SamplesPerInput = 16;

    /// <summary>What the original network makes is kept up to so many numbers, and computed each time beyond.</summary>
    private const long MostKept = 1 << 26;

    private readonly Dictionary<string, int[][]> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, float[]> _targets = new(StringComparer.Ordinal);

    /// <summary>The moments of each layer of a network, block by block.</summary>
    public Moments[][] Of(Network network, IReadOnlyList<MeasuredLayer> layers)
    {
        foreach (var layer in layers)
            _places.TryAdd(layer.Key, PlacesOf(layer));
        Keep([.. layers.Where(l => l.Target is not null && !_targets.ContainsKey(l.Key))]);
        var moments = layers.Select(l => Enumerable.Range(0, l.Samples.Blocks).Select(b => new Moments(l.Samples.Width, l.BlockOutputs, products, l.Rectified?[b])).ToArray()).ToArray();
        var open = layers.Where(l => l.Target is not null && !_targets.ContainsKey(l.Key)).ToArray();
        using var inputs = new Activations(network, layers.Select(l => l.Node.Inputs[0]));
        using var outputs = open.Length == 0 ? null : new Activations(original, open.Select(l => l.Target!.Output));
        Batches(Math.Min(inputs.BatchSize, outputs?.BatchSize ?? int.MaxValue), (start, count) =>
        {
            using var read = inputs.Run(rows, start, count);
            using var made = outputs?.Run(rows, start, count);
            for (var l = 0; l < layers.Count; l++)
            {
                var target = Array.IndexOf(open, layers[l]);
                for (var row = 0; row < count; row++)
                    Add(layers[l], moments[l], start + row, read.Of(l, row), target < 0 ? [] : made!.Of(target, row));
            }
        });
        return moments;
    }

    private void Add(MeasuredLayer layer, Moments[] moments, int row, ReadOnlySpan<float> read, ReadOnlySpan<float> made)
    {
        var (places, kept) = (_places[layer.Key][row], _targets.GetValueOrDefault(layer.Key));
        var size = (kept?.Length ?? 0) / rows.Count / places.Length;
        for (var i = 0; i < places.Length; i++)
        {
            for (var block = 0; block < moments.Length; block++)
            {
                layer.Samples.Copy(read, block, places[i], moments[block].NextInput);
                var next = moments[block].NextOutput;
                for (var o = 0; o < next.Length; o++)
                {
                    var own = layer.TargetRows![block * next.Length + o];
                    next[o] = kept is null ? made[layer.At(own, places[i], made.Length)] : kept[(row * places.Length + i) * size + own];
                }
                moments[block].Add();
            }
        }
    }

    /// <summary>Keeps what the original layers make at the places that are looked at, where there is room.</summary>
    private void Keep(IReadOnlyList<MeasuredLayer> layers)
    {
        var room = MostKept - _targets.Values.Sum(t => (long)t.Length);
        var kept = new List<(MeasuredLayer Layer, int Size, float[] Targets)>();
        foreach (var layer in layers)
        {
            var size = (int)original.Shapes[layer.Target!.Output].ElementsPerRow / layer.Samples.Places;
            var numbers = (long)rows.Count * _places[layer.Key][0].Length * size;
            if (numbers > room)
                continue;
            room -= numbers;
            kept.Add((layer, size, _targets[layer.Key] = new float[numbers]));
        }
        if (kept.Count == 0)
            return;
        using var outputs = new Activations(original, kept.Select(k => k.Layer.Target!.Output));
        Batches(outputs.BatchSize, (start, count) =>
        {
            using var made = outputs.Run(rows, start, count);
            for (var k = 0; k < kept.Count; k++)
            {
                var (layer, size, targets) = kept[k];
                for (var row = start; row < start + count; row++)
                {
                    var places = _places[layer.Key][row];
                    var values = made.Of(k, row - start);
                    for (var i = 0; i < places.Length * size; i++)
                        targets[row * places.Length * size + i] = values[layer.At(i % size, places[i / size], values.Length)];
                }
            }
        });
    }

    private void Batches(int most, Action<int, int> visit)
    {
        for (var start = 0; start < rows.Count; start += most)
        {
            cancel.ThrowIfCancellationRequested();
            visit(start, Math.Min(most, rows.Count - start));
        }
    }

    /// <summary>The places that are looked at in each row.</summary>
    private int[][] PlacesOf(MeasuredLayer layer)
    {
        var places = layer.Samples.Places;
        var each = (int)Math.Clamp(Math.Ceiling(Math.Max(FewestSamples, (double)SamplesPerInput * layer.Samples.Width) / Math.Max(1, rows.Count)), 1, places);
        var random = new Random(layer.Node.Name.Aggregate(seed, (hash, c) => unchecked((hash * 31) + c)));
        return [.. Enumerable.Range(0, rows.Count).Select(_ => Enumerable.Range(0, each).Select(i => each == places ? i : random.Next(places)).ToArray())];
    }
}
