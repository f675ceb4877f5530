namespace MLNetCompact;

/// <summary>Clusters the kernels of a layer, and fits it to what it made in the original network.</summary>
internal sealed class LayerFit : IDisposable
{
    /// <summary>Layers that read more numbers at once keep what clustering gave.</summary>
    private const int MostInputs = 4608;

    /// <summary>A search for an error ends where numbers differ by no more than this factor.</summary>
    private const double NearEnough = 1.1;

    private readonly Network _original;
    private readonly KernelClusterOptions _options;
    private readonly Rows _rows;
    private readonly int _seed;
    private readonly ParallelOptions _parallel;
    private readonly MatrixProducts _products = new();
    private readonly LayerMoments _moments;

    /// <param name="original">The network as it was.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="rows">The rows to look at.</param>
    /// <param name="seed">Decides what is drawn at random.</param>
    /// <param name="parallel">How many threads compute, and what ends it.</param>
    public LayerFit(Network original, KernelClusterOptions options, Rows rows, int seed, ParallelOptions parallel)
    {
        (_original, _options, _rows, _seed, _parallel) = (original, options, rows, seed, parallel);
        _moments = new(original, rows, seed, _products, parallel.CancellationToken);
    }

    /// <summary>A layer with a codebook of its own; null where that would not take less than it takes now.</summary>
    /// <param name="network">The network as it is now.</param>
    /// <param name="budget">The layer, and what its codebook may be.</param>
    public (Network Network, KernelClusters Clusters)? Alone(Network network, KernelBudget budget)
    {
        var (group, layer) = (budget.Group, budget.Group.Layers[0]);
        if (!group.Pays(budget.Count ?? 1, _options.Scaled))
            return null;
        var (measured, forms) = (Measured(network, layer), layer.Forms(group.Symmetry));
        var clusters = Cluster(Set(group), forms, budget, c => Change(layer, c.Weights(forms), measured?.Target));
        return clusters is not null && group.Pays(clusters.Count, clusters.Factors is not null) ? Fitted(network, group, layer, clusters, null, measured) : null;
    }

    /// <summary>What one codebook for several layers makes of each; none where that would not take less than they take now.</summary>
    /// <inheritdoc cref="Alone"/>
    public IEnumerable<SharedLayer> Shared(KernelBudget budget)
    {
        var group = budget.Group;
        if (!group.Pays(budget.Count ?? 1, _options.Scaled))
            yield break;
        var forms = group.Layers[0].Forms(group.Symmetry);
        // The layer that bears least decides.
        OriginalOutputs?[] targets = [.. group.Layers.Select(l => budget.Count is null ? Measured(_original, l)?.Target : null)];
        var all = Cluster(Set(group), forms, budget, c => group.Split(c).Zip(targets, (s, t) => Change(s.Layer, s.Clusters.Weights(forms), t)).Max());
        if (all is null || !group.Pays(all.Count, all.Factors is not null))
            yield break;
        var table = Weight.Of("codebook", group.Layers[0].Table(all.Count), all.Representatives);
        foreach (var (layer, own) in group.Split(all))
            yield return new(layer, own, table);
    }

    /// <summary>A layer with a codebook that it shares with others.</summary>
    public (Network Network, KernelClusters Clusters) Together(Network network, KernelGroup group, SharedLayer shared) =>
        Fitted(network, group, shared.Layer, shared.Clusters, shared.Table, Measured(network, shared.Layer));

    /// <summary>What representatives of a group lose, by their number.</summary>
    public KernelCurve Curve(KernelGroup group)
    {
        var forms = group.Layers[0].Forms(group.Symmetry);
        return KernelCurve.Of(Set(group), _seed, (sample, count) => sample.Energy() is > 0 and var energy ? Cluster(sample, count, forms).Inertia / energy : 0);
    }

    public void Dispose() => _products.Dispose();

    /// <summary>The kernels of a group.</summary>
    private KernelSet Set(KernelGroup group)
    {
        if (!group.IsShared)
            return new(group.Layers[0].Weight.Values.ToArray(), group.Layers[0].Taps, _options.WeighInputs ? InputSquares(group.Layers[0]) : null);
        var weights = new List<float>();
        foreach (var layer in group.Layers)
        {
            // Each layer counts alike, however large its weights.
            var squares = KernelSet.Squares(layer.Weight.Values);
            var even = squares > 0 ? layer.Weight.Count / squares : 1;
            weights.AddRange((_options.WeighInputs ? InputSquares(layer) : Enumerable.Repeat(1f, layer.Count)).Select(w => (float)(w * even)));
        }
        return new([.. group.Layers.SelectMany(l => l.Weight.Values.ToArray())], group.Layers[0].Taps, [.. weights]);
    }

    private (Network Network, KernelClusters Clusters) Fitted(Network network, KernelGroup group, KernelLayer layer, KernelClusters clusters, Weight? table, (LinearReader Reader, OriginalOutputs Target)? measured)
    {
        var forms = layer.Forms(group.Symmetry);
        var refits = _options.Refit && !clusters.IsExact;
        if (refits && measured is { } own)
        {
            var scales = clusters.Factors is not null && ScaleRefit.Fits(layer, own.Reader.View);
            if (scales)
                clusters = ScaleRefit.Apply(clusters, own.Reader, own.Target, forms, _parallel);
            // Others share those of a table, and medoids stay kernels of the layer.
            var representatives = table is null && _options.Representative == KernelRepresentative.Centroid;
            if (representatives)
                clusters = CodebookRefit.Apply(clusters, own.Target, forms, _parallel.CancellationToken);
            if (scales && representatives)
                clusters = ScaleRefit.Apply(clusters, own.Reader, own.Target, forms, _parallel);
        }
        var weight = layer.With(clusters, clusters.Forms is null ? KernelSymmetry.None : group.Symmetry, table);
        var values = weight.Values.ToArray();
        clusters = clusters with { OutputError = measured?.Target.Error(values), WeightError = WeightChange(layer, values) };
        network = network.WithWeights([weight]);
        if (!refits || measured is not { Reader: { HasBias: true } reader } target)
            return (network, clusters);
        var (bias, edit) = (target.Target.Bias(values), new NetworkEdit(network));
        var factor = reader.Node.Operator.LinearFactors.Bias;
        edit.Replace(reader.Node.Name, 2, Weight.Of($"{reader.Node.Name}.bias", new Shape(bias.Length), [.. bias.Select(b => (float)(b / factor))]));
        return (edit.Apply(), clusters);
    }

    /// <summary>What the outputs of a layer change with other weights, or how these change where nothing is measured.</summary>
    private static double Change(KernelLayer layer, float[] weights, OriginalOutputs? target) => target?.Change(weights) ?? WeightChange(layer, weights);

    /// <summary>How weights differ from those of a layer, as a share of their squares.</summary>
    private static double WeightChange(KernelLayer layer, float[] weights)
    {
        var before = layer.Weight.Values.ToArray();
        return KernelSet.Squares(before) is > 0 and var squares ? weights.Zip(before, (v, b) => Math.Pow((double)v - b, 2)).Sum() / squares : 0;
    }

    private KernelClusters? Cluster(KernelSet set, IReadOnlyList<int[]> forms, KernelBudget budget, Func<KernelClusters, double> error) =>
        budget.Count is { } count ? Cluster(set, count, forms) : Search(set, forms, budget.MaxError, error);

    private KernelClusters Cluster(KernelSet set, int count, IReadOnlyList<int[]> forms)
    {
        // Where there are no more different kernels, they are kept as they are.
        if (DistinctVectors.Of(set.Values, set.Taps, count) is { } distinct)
            return new([.. distinct.First.SelectMany(i => set[i].ToArray())], set.Taps, distinct.Numbers, null, null);
        return new KernelMeans(set, _options.Scaled, forms, _parallel).Run(Math.Min(count, KernelStorage.MostKernels / forms.Count), _options.Representative == KernelRepresentative.Medoid, new Random(unchecked((_seed * 31) + set.Count)));
    }

    /// <summary>The clusters of about the smallest number whose error is no larger; null where that of as many as there can be is.</summary>
    private KernelClusters? Search(KernelSet set, IReadOnlyList<int[]> forms, double most, Func<KernelClusters, double> error)
    {
        var (few, many) = (0.0, Math.Min(set.Count, KernelStorage.MostKernels / forms.Count));
        var found = Cluster(set, many, forms);
        if (many < set.Count && !(error(found) <= most))
            return null;
        while (many > few + 1 && many > NearEnough * few)
        {
            var middle = (int)Math.Clamp(Math.Round(Math.Sqrt(Math.Max(1, few) * many)), few + 1, many - 1);
            var clusters = Cluster(set, middle, forms);
            if (error(clusters) <= most)
                (found, many) = (clusters, middle);
            else
                few = middle;
        }
        return found;
    }

    /// <summary>What a layer reads now, and made originally; null where there are no rows, or it cannot be told.</summary>
    private (LinearReader Reader, OriginalOutputs Target)? Measured(Network network, KernelLayer layer)
    {
        var node = network.Nodes.First(n => n.Name == layer.Node.Name);
        // Where nothing is decided by it, it is not worth what it takes.
        if (_rows.Count == 0 || (!_options.Refit && _options.MaxOutputError is null) || LinearView.Of(node, network) is not { } view || view.Columns / view.Group * view.Block > MostInputs || Patches.Of(network, node) is not { } patches
            || LinearReader.Of(network, node, [.. Enumerable.Range(0, view.Columns).Select(c => new[] { c })], new RowStrengths(network)) is not { } reader)
            return null;
        var moments = _moments.Of(network, [new MeasuredLayer(node, patches, layer.Node, [.. Enumerable.Range(0, view.Rows)])])[0];
        // What means change a bias takes, or the normalization behind.
        var centred = (_options.Refit && reader.HasBias) || (_options.ShiftNormalizations && NormalizationScale.Affine(network, node) is not null);
        return (reader, new(reader, moments, centred, _products));
    }

    /// <summary>For each kernel of a layer the mean square of what it reads in the original network; without rows 1.</summary>
    private float[] InputSquares(KernelLayer layer)
    {
        var (view, input, weights) = (LinearView.Of(layer.Node, _original)!, layer.Node.Inputs[0], new float[layer.Count]);
        if (_rows.Count == 0 || view.ChannelsLast || _original.Shapes.GetValueOrDefault(input) is not { Count: > 1 } shape || shape.Skip(1).Contains(Shape.Unknown))
            return [.. Enumerable.Repeat(1f, layer.Count)];
        var statistics = ChannelStatistics.Of(_original, [input], _rows, _parallel.CancellationToken)[0];
        // Kernels that read nothing count a little, so that all have a representative that is like them.
        var squares = statistics.Mean.Zip(statistics.Variance, (m, v) => m * m + v).ToArray();
        var least = squares.Max() is > 0 and var most ? most * 1e-6 : 1;
        for (var row = 0; row < view.Rows; row++)
        {
            var (first, count) = view.ColumnsOf(row);
            for (var column = first; column < first + count; column++)
            {
                for (var tap = 0; tap < view.Block; tap++)
                    weights[(view.At(row, column) + tap) / layer.Taps] += (float)(Math.Max(least, squares[column]) / layer.Taps);
            }
        }
        return weights;
    }
}
