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

    private readonly Network _original;
    private readonly NeuronUnifyOptions _options;
    private readonly RunContext _run;
    private readonly Rows _rows;
    private readonly SiteMeasurement _measurement;
    private readonly UnifyGuard _guard;
    private readonly NormalizationShift _shift;
    private readonly SortedSet<string> _notes = new(StringComparer.Ordinal);

    /// <param name="network">The network as it is.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="run">The rows.</param>
    public Unifier(Network network, NeuronUnifyOptions options, RunContext run)
    {
        (_original, _options, _run, _rows) = (network, options, run, run.Training.Sample(options.Rows, run.Seed));
        _measurement = new(network, options, _rows, run.Seed, run.CancellationToken);
        _guard = new(network, options, run);
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
        foreach (var note in _notes)
            _run.Note(note);
        return end.Network;
    }

    public void Dispose() => _measurement.Dispose();

    private Compacted Shrink(Compacted start, IReadOnlyList<UnifySite> sites)
    {
        if (_options.MaxOutputError is not null || (_options is { Target: null, Removed: null } && !_guard.IsSet))
            return ByLayer(start, null);
        // Where only a guard ends it, everything may go.
        var target = _options.Removed is null ? _options.Target ?? new(MultiplyAdds: 1.0 / SmallParts) : null;
        var budget = new UnifyBudget(_original, sites, target, _options.Removed ?? 0);
        return _options.Spread == UnifySpread.Evenly ? ByLayer(start, budget.EvenShare(_original, sites)) : ByError(start, budget);
    }

    /// <summary>Layer after layer, as much as each bears or a share of it.</summary>
    private Compacted ByLayer(Compacted now, double? share)
    {
        var shifted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in Sites(now).Select(s => s.Key).ToArray())
        {
            for (var most = int.MaxValue; most > 0;)
            {
                if (Site(now, key) is not { } site)
                    break;
                now = Shifted(now, shifted, site);
                var state = _measurement.Of(now, site);
                var count = share is null ? most : Math.Min(most, (int)Math.Round(share.Value * site.Units.Count));
                state.Remove(count, share is null ? _options.MaxOutputError ?? UsualError : double.PositiveInfinity, _run.CancellationToken);
                if (state.Removed.Count == 0)
                    break;
                var next = Cut(now, state, shifted);
                if (!_guard.IsSet || _guard.Allows(Shifted(next, new HashSet<string>(shifted, StringComparer.Ordinal)).Network))
                {
                    now = next;
                    break;
                }
                // Half as many, and half of these, until the network bears it.
                most = state.Removed.Count / 2;
            }
        }
        return Shifted(now, shifted);
    }

    /// <summary>What costs least for what it saves, wherever it is, part after part of the budget.</summary>
    private Compacted ByError(Compacted now, UnifyBudget budget)
    {
        var hasBudget = _options.Target is not null || _options.Removed is not null;
        var parts = hasBudget ? Parts : SmallParts;
        for (var part = 1; part <= parts; part++)
        {
            _run.CancellationToken.ThrowIfCancellationRequested();
            var next = Part(now, budget, (double)part / parts);
            if (_guard.IsSet && !_guard.Allows(next.Network))
            {
                if (hasBudget)
                    _notes.Add("the target was not reached: more would have cost the network more than it may lose");
                return now;
            }
            now = next;
        }
        if (hasBudget && budget.Above(now.Network, Sites(now), 1)(ImmutableHashSet<int>.Empty) > 0)
            _notes.Add("the target was not reached: what is left cannot go");
        return now;
    }

    private Compacted Part(Compacted now, UnifyBudget budget, double way)
    {
        var sites = Sites(now);
        var queue = new UnifyQueue(budget.Above(now.Network, sites, way));
        foreach (var state in _measurement.Of(now, sites, ofStream: true))
        {
            var errors = new List<(ChannelGroup Unit, double Error)>();
            while (state.Next() is { } next)
            {
                _run.CancellationToken.ThrowIfCancellationRequested();
                errors.Add((state.Site.Units[next.Unit], next.Error));
                state.Remove(next.Unit, next.Error);
            }
            queue.Add(state.Site.Key, errors);
        }
        var shifted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, count) in queue.Counts().Where(c => c.Count > 0))
        {
            if (Site(now, key) is not { } site)
                continue;
            now = Shifted(now, shifted, site);
            var state = _measurement.Of(now, site);
            state.Remove(count, double.PositiveInfinity, _run.CancellationToken);
            now = Cut(now, state, shifted);
        }
        return Shifted(now, shifted);
    }

    private Compacted Cut(Compacted now, SiteState state, HashSet<string> shifted)
    {
        _run.Log(string.Create(CultureInfo.InvariantCulture, $"{state.Site.Name}: {state.Removed.Count} of {state.Site.Units.Count} go, error {state.Error:0.#####}"));
        now = now.Without(state);
        if (!state.Site.IsStage || _options.Update != UnifyUpdate.LeastSquares || _rows.Count == 0 || Site(now, state.Site.Key) is not { } left)
            return now;
        // The layers along a stream see what those before them give after their own refit.
        shifted.Clear();
        foreach (var reader in left.Readers.Skip(1).Select(r => r.Node.Name).ToArray())
        {
            var site = Site(now, state.Site.Key)!;
            var alone = site with { Readers = [.. site.Readers.Where(r => r.Node.Name == reader)] };
            now = Shifted(now, shifted, alone);
            now = now with { Network = _measurement.Of(now, alone).Apply(now.Network) };
        }
        return now;
    }

    /// <summary>With the statistics of normalizations following: of those before a site, or of all.</summary>
    private Compacted Shifted(Compacted now, ISet<string> shifted, UnifySite? site = null) => !_options.ShiftNormalizations || _rows.Count == 0 ? now
        : now with { Network = _shift.Apply(now.Network, now.Origins, shifted, site?.Readers.Select(r => r.Node.Inputs[0])) };

    private UnifySite? Site(Compacted now, string key) => Sites(now).FirstOrDefault(s => s.Key == key);

    private IReadOnlyList<UnifySite> Sites(Compacted now) => [.. UnifySite.Of(now.Network, _ => { }).Where(s => (_options.StageWidths || !s.IsStage) && (_rows.Count > 0 || s.HasMaps))];
}
