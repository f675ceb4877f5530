using System.Globalization;

namespace MLNetCompact;

/// <summary>Clusters the kernels of a network's layers, from its input to its output, and fits each layer to what it made originally.</summary>
internal sealed class KernelClusterer : IDisposable
{
    private const int ShiftRows = 256;

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
        var groups = KernelGroup.Of(_original, KernelLayer.Of(_original, _options.SubVectors, _run.Note), _options);
        var budgets = KernelPlan.Of(_original, groups, _options, _fit.Curve);
        var (network, coded) = Clustered(budgets);
        var doublings = 0;
        for (; coded.Count > 0 && _guard.IsSet && !_guard.Allows(network); doublings++)
        {
            if (budgets.All(b => b.IsLargest))
            {
                _run.Note("the network bears no representatives: all kernels stay");
                return _original;
            }
            budgets = [.. budgets.Select(b => b.Doubled())];
            (network, coded) = Clustered(budgets);
        }
        if (doublings > 0)
            _run.Note(budgets[0].Count is null ? $"the network bears {nameof(KernelClusterOptions.MaxOutputError)} {budgets[0].MaxError}, not more" : $"the network bears {1 << doublings} times as many representatives as asked for, not fewer");
        foreach (var (budget, layer) in budgets.SelectMany(b => b.Group.Layers, (b, l) => (b, l)))
            _run.Note(coded.TryGetValue(layer.Weight.Name, out var clusters) ? Told(layer, network, clusters) : $"{layer.Node}: its {layer.Count} kernels stay: {WhyKept(budget, layer)}");
        if (coded.Count > 0)
            _run.Note(Total(groups, coded));
        if (_options.Target?.StoredBytes is { } share && (double)network.ToOnnx().Length / _original.ToOnnx().Length is var taken && taken > share)
            _run.Note(string.Create(CultureInfo.InvariantCulture, $"the file takes {taken:0.###} of before, more than {nameof(CostTarget.StoredBytes)} {share}"));
        return _options.UseSharing ? KernelSharing.Apply(network, coded.Keys, _run) : network;
    }

    public void Dispose() => _fit.Dispose();

    /// <summary>The network with representatives, and those of each weight that has them.</summary>
    private (Network Network, Dictionary<string, KernelClusters> Coded) Clustered(IReadOnlyList<KernelBudget> budgets)
    {
        var (network, coded, shifted) = (_original, new Dictionary<string, KernelClusters>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var shared = budgets.Where(b => b.Group.IsShared).SelectMany(_fit.Shared).ToDictionary(s => s.Layer.Weight.Name, StringComparer.Ordinal);
        var places = _original.Nodes.Select((n, i) => (n.Name, i)).ToDictionary(n => n.Name, n => n.i, StringComparer.Ordinal);
        // From the input of the network to its output, so that each layer sees what those before it give now.
        foreach (var (budget, layer) in budgets.SelectMany(b => b.Group.Layers, (b, l) => (b, l)).OrderBy(l => places[l.l.Node.Name]))
        {
            _run.CancellationToken.ThrowIfCancellationRequested();
            var own = shared.GetValueOrDefault(layer.Weight.Name);
            if (budget.Group.IsShared && own is null)
                continue;
            network = _shift?.Apply(network, _origins, shifted, [layer.Node.Inputs[0]]) ?? network;
            if ((own is null ? _fit.Alone(network, budget) : _fit.Together(network, budget.Group, own)) is not var (fitted, clusters))
                continue;
            (network, coded[layer.Weight.Name]) = (fitted, clusters);
            _run.Log(Told(layer, network, clusters));
        }
        return (coded.Count == 0 ? _original : _shift?.Apply(network, _origins, shifted) ?? network, coded);
    }

    private string WhyKept(KernelBudget budget, KernelLayer layer) => budget.Count >= budget.Group.Count && budget.Group.Pays(1, _options.Scaled)
        ? "representatives would cost more here than others do elsewhere"
        : $"with representatives they would not take less than {layer.Weight.StoredBytes} bytes{(_options.MaxOutputError is null ? "" : ", or change more than they may")}";

    private static string Told(KernelLayer layer, Network network, KernelClusters clusters) => string.Create(CultureInfo.InvariantCulture,
        $"{layer.Node}: {clusters.Used} representatives of {layer.Count} kernels ({100 * (1 - (double)clusters.Used / layer.Count):0.#} % removed), {network.Weights[layer.Weight.Name].StoredBytes} of {layer.Weight.StoredBytes} bytes; {(clusters.OutputError is { } error ? $"what it makes differs by {100 * error:0.###} % of its variance" : $"its weights change by {100 * clusters.WeightError:0.###} % of their squares")}");

    private static string Total(IReadOnlyList<KernelGroup> groups, Dictionary<string, KernelClusters> coded)
    {
        var all = groups.Sum(g => g.Count);
        var left = groups.Sum(g => g.Layers.Any(l => coded.ContainsKey(l.Weight.Name)) ? coded[g.Layers[0].Weight.Name].Count : g.Count);
        return string.Create(CultureInfo.InvariantCulture, $"of {all} kernels {left} are left: {100 * (1 - (double)left / all):0.#} % removed");
    }
}
