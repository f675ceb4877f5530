using System.Globalization;

namespace MLNetCompact;

/// <summary>Clusters the kernels of a network's layers, from its input to its output, and fits each layer to what it made originally.</summary>
internal sealed class KernelClusterer : IDisposable
{
    private const int ShiftRows = 256;

    /// <summary>Errors below are none.</summary>
    private const double LeastError = 1e-9;

    private readonly Network _original;
    private readonly KernelClusterOptions _options;
    private readonly RunContext _run;
    private readonly LayerFit _fit;
    private readonly NetworkGuard _guard;
    private readonly NormalizationShift? _shift;
    private readonly ChannelOrigins _origins;
    private readonly ParallelOptions _parallel;

    /// <param name="network">The network as it is.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="run">The rows.</param>
    public KernelClusterer(Network network, KernelClusterOptions options, RunContext run)
    {
        (_original, _options, _run, _origins) = (network, options, run, new(network));
        var rows = run.Training.Sample(options.Rows, run.Seed);
        _parallel = new() { MaxDegreeOfParallelism = run.Threads, CancellationToken = run.CancellationToken };
        _fit = new(network, options, rows, run.Seed, _parallel);
        _guard = new(network, options.MaxMetricLoss, options.MaxOutputDrift, options.Rows, run);
        _shift = options.ShiftNormalizations && rows.Count > 0 ? new(network, rows.Sample(ShiftRows, run.Seed), run.CancellationToken) : null;
    }

    public Network Run()
    {
        var layers = KernelLayer.Of(_original, _options.SubVectors, _run.Note);
        var groups = KernelGroup.Of(_original, layers, _options);
        var (counts, error) = (KernelPlan.Of(_original, groups, _options), _options.MaxOutputError);
        var (network, coded) = Clustered(groups, counts, error);
        var doublings = 0;
        for (; coded.Count > 0 && _guard.IsSet && !_guard.Allows(network); doublings++)
        {
            if (counts is null ? error < LeastError : counts.All(c => c >= KernelStorage.MostKernels))
            {
                _run.Note("the network bears no representatives: all kernels stay");
                return _original;
            }
            (counts, error) = (counts is null ? null : Array.ConvertAll(counts, c => (int)Math.Min(2L * c, KernelStorage.MostKernels)), error / 2);
            (network, coded) = Clustered(groups, counts, error);
        }
        if (doublings > 0)
            _run.Note(counts is null ? $"the network bears {nameof(KernelClusterOptions.MaxOutputError)} {error}, not more" : $"the network bears {1 << doublings} times as many representatives as asked for, not fewer");
        foreach (var group in groups)
        {
            foreach (var layer in group.Layers)
                _run.Note(coded.TryGetValue(layer.Weight.Name, out var clusters) ? Told(layer, network.Weights[layer.Weight.Name], clusters) : $"{layer.Node}: its {layer.Count} kernels stay: with representatives they would not take less than {layer.Weight.StoredBytes} bytes{(error is null ? "" : ", or change more than they may")}");
        }
        if (coded.Count > 0)
            _run.Note(Total(groups, coded));
        if (_options.Target?.StoredBytes is { } share && (double)network.ToOnnx().Length / _original.ToOnnx().Length is var taken && taken > share)
            _run.Note(string.Create(CultureInfo.InvariantCulture, $"the file takes {taken:0.###} of before, more than {nameof(CostTarget.StoredBytes)} {share}"));
        return _options.UseSharing ? KernelSharing.Apply(network, coded.Keys, _run) : network;
    }

    public void Dispose() => _fit.Dispose();

    private (Network Network, Dictionary<string, KernelClusters> Coded) Clustered(IReadOnlyList<KernelGroup> groups, int[]? counts, double? error)
    {
        var (network, coded, shifted) = (_original, new Dictionary<string, KernelClusters>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var codebooks = new Dictionary<KernelGroup, (Weight Table, KernelClusters[] Clusters)?>();
        // From the input of the network to its output, so that each layer sees what those before it give now.
        foreach (var (group, layer) in groups.SelectMany(g => g.Layers, (g, l) => (g, l)).OrderBy(l => IndexOf(l.l.Node)))
        {
            _run.CancellationToken.ThrowIfCancellationRequested();
            var clusters = (KernelClusters?)null;
            Weight? table = null;
            if (group.Layers.Count > 1)
            {
                if (!codebooks.TryGetValue(group, out var shared))
                    codebooks[group] = shared = _fit.Shared(group, counts?[IndexOf(groups, group)], error);
                (table, clusters) = shared is { } both ? (both.Table, both.Clusters[IndexOf(group.Layers, layer)]) : (null, null);
            }
            if (group.Layers.Count == 1 || clusters is not null)
                network = _shift?.Apply(network, _origins, shifted, [layer.Node.Inputs[0]]) ?? network;
            if (group.Layers.Count == 1)
                (network, clusters) = _fit.Alone(network, group, counts?[IndexOf(groups, group)], error);
            else if (clusters is not null)
                (network, clusters) = _fit.With(network, group, layer, clusters, table);
            if (clusters is null)
                continue;
            coded[layer.Weight.Name] = clusters;
            _run.Log(Told(layer, network.Weights[layer.Weight.Name], clusters));
        }
        return (coded.Count == 0 ? _original : _shift?.Apply(network, _origins, shifted) ?? network, coded);
    }

    private int IndexOf(Node node) => IndexOf(_original.Nodes, node);

    private static int IndexOf<T>(IReadOnlyList<T> list, T item) where T : class => Enumerable.Range(0, list.Count).First(i => ReferenceEquals(list[i], item));

    private static string Told(KernelLayer layer, Weight now, KernelClusters clusters) => string.Create(CultureInfo.InvariantCulture,
        $"{layer.Node}: {clusters.Used} representatives of {layer.Count} kernels ({100 * (1 - (double)clusters.Used / layer.Count):0.#} % removed), {now.StoredBytes} of {layer.Weight.StoredBytes} bytes; {(clusters.OutputError is { } error ? $"what it makes differs by {100 * error:0.###} % of its variance" : $"its weights change by {100 * clusters.WeightError:0.###} % of their squares")}");

    private static string Total(IReadOnlyList<KernelGroup> groups, Dictionary<string, KernelClusters> coded)
    {
        var all = groups.Sum(g => g.Count);
        var left = groups.Sum(g => g.Layers.Any(l => coded.ContainsKey(l.Weight.Name)) ? coded[g.Layers[0].Weight.Name].Count : g.Count);
        return string.Create(CultureInfo.InvariantCulture, $"of {all} kernels {left} are left: {100 * (1 - (double)left / all):0.#} % removed");
    }
}
