using System.Collections.Immutable;
using System.Globalization;

namespace MLNetCompact;

/// <summary>Decides how many units go where, and lets them go from the input of the network to its output.</summary>
internal sealed class Unifier : IDisposable
{
    /// <summary>What each layer bears where nothing is said.</summary>
    private const double UsualError = 0.01;

    /// <summary>After each of so many parts of a budget errors are measured anew; where only a guard ends it, parts are smaller.</summary>
    private const int Parts = 4, SmallParts = 16;

    /// <summary>Statistics of BatchNormalizations need fewer rows than matrices.</summary>
    private const int ShiftRows = 256;

    /// <summary>Fits of a layer before a Relu to what counts behind it, each from the one before.</summary>
    private const int RectifiedPasses = 3;

    private const string Missed = "the target was not reached: more would have cost the network more than it may lose";

    private readonly Network _original;
    private readonly NeuronUnifyOptions _options;
    private readonly RunContext _run;
    private readonly Rows _rows;
    private readonly SiteMeasurement _measurement;
    private readonly NetworkGuard _guard;
    private readonly NormalizationShift _shift;
    private readonly UnifyWidths _widths;
    private readonly SortedSet<string> _notes = new(StringComparer.Ordinal);

    /// <param name="network">The network as it is.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="run">The rows.</param>
    public Unifier(Network network, NeuronUnifyOptions options, RunContext run)
    {
        (_original, _options, _run, _rows) = (network, options, run, run.Training.Sample(options.Rows, run.Seed));
        _measurement = new(network, options, _rows, run.Seed, run.CancellationToken);
        _guard = new(network, options.MaxMetricLoss, options.MaxOutputDrift, options.Rows, run);
        _widths = new(options, network);
        _shift = new(network, _rows.Sample(ShiftRows, run.Seed), run.CancellationToken);
    }

    public Network Run()
    {
        var start = Compacted.Start(_original);
        if (_rows.Count == 0)
            _notes.Add("there were no rows to look at: filters that point alike stand for one another, and errors are guesses");
        var sites = Sites(start);
        foreach (var site in UnifySite.Of(_original, reason => _notes.Add(reason)).Where(s => sites.All(own => own.Key != s.Key)))
            _notes.Add($"{site.Label}: all {site.Units.Count} stay: {(site.IsStage && !_options.StageWidths ? $"{nameof(_options.StageWidths)} is off" : "without rows nothing tells who could take over")}");
        foreach (var reader in sites.SelectMany(s => s.Readers).Where(r => _original.Weights[r.Node.Inputs[1]].Storage is not DenseStorage).Select(r => r.Node).Distinct())
            _notes.Add($"{reader} kept its weights in a code; those that take over for others are kept one by one");
        var widths = sites.ToDictionary(s => s.Key, s => s.Units.Count);
        var end = sites.Count == 0 ? start : Shrink(start, sites);
        var left = Sites(end).ToDictionary(s => s.Key, s => s.Units.Count);
        foreach (var (key, (label, error)) in end.Errors.OrderBy(e => e.Value.Label, StringComparer.Ordinal))
        {
            // Where a cut changed what is tied to what, widths of before and after do not compare.
            var width = widths.TryGetValue(key, out var before) && left.TryGetValue(key, out var after) ? $"{after} of {before} are left" : "some are gone";
            _run.Note(string.Create(CultureInfo.InvariantCulture, $"{label}: {width}; what reads them changed by {100 * error:0.###} % of its variance{(_rows.Count == 0 ? " by guess" : "")}"));
        }
        if (_widths.Advice(end.Network) is { } advice)
            _notes.Add(advice);
        foreach (var note in _notes)
            _run.Note(note);
        return end.Network;
    }

    public void Dispose() => _measurement.Dispose();

    private Compacted Shrink(Compacted start, IReadOnlyList<UnifySite> sites)
    {
        if (_options.MaxOutputError is not null || (_options is { Target: null, Removed: null } && !_guard.IsSet))
            return ByLayer(start);
        // Where only a guard ends it, everything may go.
        var target = _options.Removed is null ? _options.Target ?? new(MultiplyAdds: 1.0 / SmallParts) : null;
        var budget = new UnifyBudget(_original, sites, target, _options.Removed ?? 0);
        return _options.Spread == UnifySpread.Evenly ? Evenly(start, budget.EvenShare(_original, sites, _widths)) : ByError(start, budget);
    }

    /// <summary>Layer after layer, as much as each bears.</summary>
    private Compacted ByLayer(Compacted now)
    {
        var shifted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in Sites(now).Select(s => s.Key).ToArray())
        {
            for (var most = int.MaxValue; most > 0;)
            {
                if (Site(now, key) is not { } site)
                    break;
                now = Shifted(now, shifted, site.Readers);
                var state = _measurement.Of(now, site);
                state.Remove(most, _options.MaxOutputError ?? UsualError, _run.CancellationToken);
                if (_widths.AtMost(site, state.Removed.Count) is var allowed && allowed < state.Removed.Count)
                {
                    most = allowed;
                    continue;
                }
                if (state.Removed.Count == 0)
                    break;
                Log(state);
                var next = now.Without(state.Apply(now.Network), [state]);
                if (!_guard.IsSet || _guard.Allows(Shifted(next, new HashSet<string>(shifted, StringComparer.Ordinal)).Network))
                {
                    now = next;
                    break;
                }
                // Half as many, and half of these, until the network bears it.
                most = state.Removed.Count / 2;
            }
        }
        return Refitted(now);
    }

    /// <summary>The same share of every layer, or as much of it as the network bears.</summary>
    private Compacted Evenly(Compacted start, double share)
    {
        for (var part = 1.0; part > 1.0 / SmallParts; part /= 2)
        {
            var next = Refitted(Cut(start, Sites(start).ToDictionary(s => s.Key, s => _widths.Nearest(s, part * share), StringComparer.Ordinal)));
            if (!_guard.IsSet || _guard.Allows(next.Network))
            {
                if (part < 1)
                    _notes.Add(Missed);
                return next;
            }
        }
        _notes.Add(Missed);
        return start;
    }

    /// <summary>What costs least for what it saves, wherever it is, part after part of the budget.</summary>
    private Compacted ByError(Compacted now, UnifyBudget budget)
    {
        var hasBudget = _options.Target is not null || _options.Removed is not null;
        var parts = hasBudget ? Parts : SmallParts;
        for (var part = 1; part <= parts; part++)
        {
            _run.CancellationToken.ThrowIfCancellationRequested();
            var sites = Sites(now);
            var next = Cut(now, Counts(now, sites, budget.Above(now.Network, sites, (double)part / parts)));
            // Between the parts errors are measured as they are; the guard and the end want the network at its best.
            if (_guard.IsSet || part == parts)
                next = Refitted(next);
            if (_guard.IsSet && !_guard.Allows(next.Network))
            {
                if (hasBudget)
                    _notes.Add(Missed);
                return now;
            }
            now = next;
        }
        if (hasBudget && budget.Above(now.Network, Sites(now), 1)(ImmutableHashSet<int>.Empty) > 0)
            _notes.Add("the target was not reached: what is left cannot go");
        return now;
    }

    /// <summary>How many units of each site go, so that the network is no longer above its budget.</summary>
    private Dictionary<string, int> Counts(Compacted now, IReadOnlyList<UnifySite> sites, Func<IReadOnlySet<int>, double> above)
    {
        var queue = new UnifyQueue(above);
        foreach (var state in _measurement.Of(now, sites, ofStream: true))
        {
            var errors = new List<(ChannelGroup Unit, double Error)>();
            while (state.Next() is { } next)
            {
                _run.CancellationToken.ThrowIfCancellationRequested();
                errors.Add((state.Site.Units[next.Unit], next.Error));
                state.Remove(next.Unit, next.Error);
            }
            queue.Add(state.Site.Key, errors, _widths.Of(state.Site));
        }
        return queue.Counts().ToDictionary(c => c.Key, c => c.Count, StringComparer.Ordinal);
    }

    /// <summary>Takes so many units of sites, from the output of the network to its input, so that what goes later counts no more for what goes before it.</summary>
    private Compacted Cut(Compacted now, Dictionary<string, int> counts)
    {
        var open = counts.Where(c => c.Value > 0).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        while (open.Count > 0)
        {
            var (read, together) = (new HashSet<string>(StringComparer.Ordinal), new List<UnifySite>());
            foreach (var site in Sites(now).Where(s => open.Contains(s.Key)).Reverse())
            {
                // Of two sites that one layer reads the second is measured when the first is cut.
                if (!site.Readers.Any(r => read.Contains(r.Node.Name)))
                    together.Add(site);
                read.UnionWith(site.Readers.Select(r => r.Node.Name));
            }
            if (together.Count == 0)
                break;
            var (network, gone, states) = (now.Network, new HashSet<Channel>(), new List<SiteState>());
            foreach (var state in _measurement.Of(now, together, ofStream: false, gone))
            {
                open.Remove(state.Site.Key);
                state.Remove(counts[state.Site.Key], double.PositiveInfinity, _run.CancellationToken);
                Log(state);
                network = state.Apply(network);
                gone.UnionWith(state.Removed.SelectMany(u => state.Site.Units[u].Producers));
                states.Add(state.Done());
            }
            now = now.Without(network, states);
        }
        return now;
    }

    /// <summary>With the readers of all sites that make something else now fitted to what they made originally, from the input of the network to its output: each sees what those before it give now.</summary>
    private Compacted Refitted(Compacted now)
    {
        var shifted = new HashSet<string>(StringComparer.Ordinal);
        if (_options.Update == UnifyUpdate.LeastSquares && _rows.Count > 0)
        {
            var places = now.Network.Nodes.Select((n, i) => (n.Name, i)).ToDictionary(n => n.Name, n => n.i, StringComparer.Ordinal);
            foreach (var (key, reader) in Sites(now).SelectMany(s => s.Readers, (s, r) => (s.Key, r.Node.Name)).OrderBy(r => places[r.Name]).DistinctBy(r => r.Name).ToArray())
            {
                _run.CancellationToken.ThrowIfCancellationRequested();
                var alone = Alone();
                if (Untouched.Is(_original, now.Network, alone.Readers[0].Node.Output))
                    continue;
                now = Shifted(now, shifted, alone.Readers);
                now = now with { Network = _measurement.Of(now, alone).Apply(now.Network) };
                for (var pass = 0; pass < RectifiedPasses && SiteMeasurement.IsRectified(now.Network, alone.Readers[0]); pass++)
                    now = now with { Network = _measurement.OfRectified(now, Alone()).Apply(now.Network) };

                UnifySite Alone() => Site(now, key)! is var site ? site with { Readers = [.. site.Readers.Where(r => r.Node.Name == reader)] } : site;
            }
        }
        return Shifted(now, shifted);
    }

    private void Log(SiteState state) =>
        _run.Log(string.Create(CultureInfo.InvariantCulture, $"{state.Site.Name}: {state.Removed.Count} of {state.Site.Units.Count} go, error {state.Error:0.#####}"));

    /// <summary>With the statistics of normalizations following: of those before some layers, or of all.</summary>
    private Compacted Shifted(Compacted now, ISet<string> shifted, IEnumerable<LinearReader>? readers = null) => !_options.ShiftNormalizations || _rows.Count == 0 ? now
        : now with { Network = _shift.Apply(now.Network, now.Origins, shifted, readers?.Select(r => r.Node.Inputs[0])) };

    private UnifySite? Site(Compacted now, string key) => Sites(now).FirstOrDefault(s => s.Key == key);

    private IReadOnlyList<UnifySite> Sites(Compacted now) => [.. UnifySite.Of(now.Network, _ => { }).Where(s => (_options.StageWidths || !s.IsStage) && (_rows.Count > 0 || s.HasMaps))];
}
