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
    private readonly SortedSet<string> _notes = new(StringComparer.Ordinal);

    /// <param name="network">The network as it is.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="run">The rows.</param>
    public Unifier(Network network, NeuronUnifyOptions options, RunContext run)
    {
        (_original, _options, _run, _rows) = (network, options, run, run.Training.Sample(options.Rows, run.Seed));
        _measurement = new(network, options, _rows, run.Seed, run.CancellationToken);
        _guard = new(network, options, run);
    }

    public Network Run()
    {
        var start = Compacted.Start(_original);
        var widths = Sites(start).ToDictionary(s => s.Key, s => s.Units.Count);
        var byCost = _options.Target is not null || (_options is { Removed: null, MaxOutputError: null } && _guard.IsSet);
        var end = byCost ? ByCost(start) : ByLayer(start);
        foreach (var site in Sites(end).Where(s => end.Errors.ContainsKey(s.Key)))
            _run.Note(string.Create(CultureInfo.InvariantCulture, $"{site.Name}: {site.Units.Count} of {widths[site.Key]} are left; what reads them changed by {100 * end.Errors[site.Key]:0.###} % of its variance"));
        foreach (var note in _notes)
            _run.Note(note);
        return end.Network;
    }

    public void Dispose() => _measurement.Dispose();

    /// <summary>Layer after layer, as much as each bears or the share that was asked for.</summary>
    private Compacted ByLayer(Compacted now)
    {
        foreach (var key in Sites(now).Select(s => s.Key).ToArray())
        {
            for (var most = int.MaxValue; most > 0;)
            {
                if (Site(now, key) is not { } site)
                    break;
                var state = _measurement.Of(now, site, ofStream: false);
                if (_options.Removed is { } share)
                    state.Remove(Math.Min(most, (int)Math.Round(share * site.Units.Count)), double.PositiveInfinity, _run.CancellationToken);
                else
                    state.Remove(most, _options.MaxOutputError ?? UsualError, _run.CancellationToken);
                if (state.Removed.Count == 0)
                    break;
                var next = Cut(now, state);
                if (!_guard.IsSet || _guard.Allows(next.Network))
                {
                    now = next;
                    break;
                }
                // Half as many, and half of these, until the network bears it.
                most = state.Removed.Count / 2;
            }
        }
        return now;
    }

    /// <summary>What costs least for what it saves, wherever it is, part after part of the budget.</summary>
    private Compacted ByCost(Compacted now)
    {
        var target = _options.Target ?? new CostTarget(MultiplyAdds: 1.0 / SmallParts);
        var (dense, parts) = (new LiveCost(_original), _options.Target is null ? SmallParts : Parts);
        for (var part = 1; part <= parts; part++)
        {
            _run.CancellationToken.ThrowIfCancellationRequested();
            var next = Part(now, target, (double)part / parts, dense);
            if (_guard.IsSet && !_guard.Allows(next.Network))
            {
                if (_options.Target is not null)
                    _notes.Add("the target was not reached: more would have cost the network more than it may lose");
                return now;
            }
            now = next;
        }
        if (_options.Target is not null && target.Above(dense.Of(now.Network)) > 0)
            _notes.Add("the target was not reached: what is left cannot go");
        return now;
    }

    private Compacted Part(Compacted now, CostTarget target, double way, LiveCost dense)
    {
        var queue = new UnifyQueue(new LiveCost(now.Network, dense), target, way);
        foreach (var site in Sites(now))
        {
            var state = _measurement.Of(now, site, ofStream: true);
            var errors = new List<(ChannelGroup Unit, double Error)>();
            while (state.Next() is { } next)
            {
                _run.CancellationToken.ThrowIfCancellationRequested();
                errors.Add((site.Units[next.Unit], next.Error));
                state.Remove(next.Unit, next.Error);
            }
            queue.Add(site.Key, errors);
        }
        foreach (var (key, count) in queue.Counts().Where(c => c.Count > 0))
        {
            if (Site(now, key) is not { } site)
                continue;
            var state = _measurement.Of(now, site, ofStream: false);
            state.Remove(count, double.PositiveInfinity, _run.CancellationToken);
            now = Cut(now, state);
        }
        return now;
    }

    private Compacted Cut(Compacted now, SiteState state)
    {
        now = now.Without(state);
        if (state.Site.IsStage && _options.Update == UnifyUpdate.LeastSquares && Site(now, state.Site.Key) is { } left)
        {
            // The layers along a stream see what those before them give after their own refit.
            foreach (var reader in left.Readers.Skip(1).Select(r => r.Node.Name).ToArray())
            {
                var site = Site(now, state.Site.Key)!;
                now = now with { Network = _measurement.Of(now, site with { Readers = [.. site.Readers.Where(r => r.Node.Name == reader)] }, ofStream: false).Apply(now.Network) };
            }
        }
        return _options.ShiftNormalizations
            ? now with { Network = NormalizationShift.Apply(now.Network, _original, now.Origins, _rows.Sample(ShiftRows, _run.Seed), _run.CancellationToken) } : now;
    }

    private UnifySite? Site(Compacted now, string key) => Sites(now).FirstOrDefault(s => s.Key == key);

    private IReadOnlyList<UnifySite> Sites(Compacted now) => [.. UnifySite.Of(now.Network, reason => _notes.Add(reason)).Where(s => _options.StageWidths || !s.IsStage)];
}
