namespace MLNetCompact;

/// <summary>A site whose units go one by one.</summary>
/// <param name="site">The site.</param>
/// <param name="readers">The layers that read it, in its order.</param>
/// <param name="energies">What the errors of each are shares of.</param>
/// <param name="order">The units in the order in which they go, where something else than errors decides; otherwise null.</param>
internal sealed class SiteState(UnifySite site, IReadOnlyList<ReaderState> readers, IReadOnlyList<double> energies, IReadOnlyList<int>? order)
{
    private readonly SortedSet<int> _left = [.. Enumerable.Range(0, site.Units.Count)];
    private readonly List<int> _removed = [];

    public UnifySite Site => site;

    /// <summary>The units that are gone, in order.</summary>
    public IReadOnlyList<int> Removed => _removed;

    /// <summary>What the units that are gone have cost: the sum over readers of the mean squared change of their outputs, as a share of its variance.</summary>
    public double Error { get; private set; }

    /// <summary>The unit that goes next and what it costs, or null where one is left.</summary>
    public (int Unit, double Error)? Next()
    {
        if (_left.Count <= 1)
            return null;
        if (order is not null)
            return (order[_removed.Count], Cost(order[_removed.Count]));
        var best = (Unit: -1, Error: double.PositiveInfinity);
        foreach (var unit in _left)
        {
            var error = Cost(unit);
            if (error < best.Error)
                best = (unit, error);
        }
        return best.Unit < 0 ? null : best;
    }

    /// <summary>Takes a unit.</summary>
    public void Remove(int unit, double error)
    {
        _left.Remove(unit);
        _removed.Add(unit);
        Error += error;
        foreach (var reader in readers)
            reader.Remove(unit);
    }

    /// <summary>Takes units while they are fewer than <paramref name="most"/> and their errors together no more than <paramref name="error"/>.</summary>
    public void Remove(int most, double error, CancellationToken cancel)
    {
        while (_removed.Count < most && Next() is { } next && Error + next.Error <= error)
        {
            cancel.ThrowIfCancellationRequested();
            Remove(next.Unit, next.Error);
        }
    }

    /// <summary>The network with the readers' new weights; nothing reads the units that are gone.</summary>
    public Network Apply(Network network)
    {
        var edit = new NetworkEdit(network);
        foreach (var (reader, state) in site.Readers.Zip(readers))
        {
            var (weights, bias) = state.Result();
            edit.Replace(reader.Node.Name, 1, network.Weights[reader.Node.Inputs[1]].With(weights));
            if (bias is null)
                continue;
            var factor = reader.Node.Operator.LinearFactors.Bias;
            edit.Replace(reader.Node.Name, 2, Weight.Of($"{reader.Node.Name}.bias", new Shape(bias.Length), [.. bias.Select(b => (float)(b / factor))]));
        }
        return edit.Apply();
    }

    /// <summary>What it came to, without what is needed to go on.</summary>
    public SiteState Done()
    {
        var done = new SiteState(site, [], [], order) { Error = Error };
        done._removed.AddRange(_removed);
        return done;
    }

    private double Cost(int unit)
    {
        var cost = 0.0;
        for (var i = 0; i < readers.Count; i++)
            cost += energies[i] > 0 ? readers[i].Error(unit) / energies[i] : 0;
        return cost;
    }
}
