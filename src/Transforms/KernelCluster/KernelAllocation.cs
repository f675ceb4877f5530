namespace MLNetCompact;

/// <summary>How many representatives each group gets, where all together have a budget: a number of kernels, or bytes.</summary>
internal sealed class KernelAllocation
{
    /// <summary>Numbers of representatives differ by this factor at least.</summary>
    private const double Step = 1.01;

    /// <summary>Halvings of what is looked for.</summary>
    private const int MostSteps = 60;

    private readonly IReadOnlyList<KernelGroup> _groups;
    private readonly KernelClusterOptions _options;
    private readonly double _budget;

    /// <param name="network">The network.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="options">What was asked for: how many kernels go, or what the file may take.</param>
    public KernelAllocation(Network network, IReadOnlyList<KernelGroup> groups, KernelClusterOptions options)
    {
        (_groups, _options) = (groups, options);
        _budget = options.Removed is { } removed ? Math.Round((1 - removed) * groups.Sum(g => (double)g.Count))
            : groups.Sum(g => (double)g.Bytes) - (1 - options.Target!.StoredBytes!.Value) * network.ToOnnx().LongLength;
    }

    /// <summary>The budget of each group.</summary>
    /// <param name="curve">What representatives of a group lose.</param>
    public IReadOnlyList<KernelBudget> Budgets(Func<KernelGroup, KernelCurve> curve)
    {
        var counts = _options.Spread == KernelSpread.Evenly || _groups.Count < 2 ? Even() : ByError(curve);
        return [.. _groups.Zip(counts, (g, c) => new KernelBudget(g, c, 0))];
    }

    /// <summary>The same share of every group.</summary>
    private IEnumerable<int> Even()
    {
        if (_options.Removed is { } removed)
            return _groups.Select(g => Left(g, 1 - removed));
        var (few, many) = (0.0, 1.0);
        for (var step = 0; step < MostSteps; step++)
        {
            var middle = (few + many) / 2;
            if (_groups.Sum(g => Cost(g, Left(g, middle))) <= _budget)
                few = middle;
            else
                many = middle;
        }
        return _groups.Select(g => Left(g, few));
    }

    /// <summary>Numbers for which the sum of what groups lose is small: those that for some price of a kernel, or byte, make loss and price together least.</summary>
    private IEnumerable<int> ByError(Func<KernelGroup, KernelCurve> curve)
    {
        var choices = _groups.Select(g => Choices(g, curve(g))).ToArray();
        var (low, high) = (0.0, 1.0);
        while (Cost(At(high)) > _budget && high < 1e12)
            (low, high) = (high, 10 * high);
        for (var step = 0; step < MostSteps; step++)
        {
            var middle = (low + high) / 2;
            if (Cost(At(middle)) <= _budget)
                high = middle;
            else
                low = middle;
        }
        // What is left over goes where it is worth most.
        var taken = At(high);
        while (taken.SelectMany((t, i) => choices[i].Where(c => c.Error < t.Error && c.Cost - t.Cost <= _budget - Cost(taken)).Select(c => (Group: i, Choice: c, Gain: t.Error - c.Error)))
            .OrderByDescending(b => b.Gain).FirstOrDefault() is { Choice: { } best, Group: var group })
            taken[group] = best;
        return taken.Select(t => t.Count);

        Choice[] At(double price) => [.. choices.Select(c => c.MinBy(o => o.Error + price * o.Cost / Math.Max(1, _budget))!)];

        static double Cost(IEnumerable<Choice> taken) => taken.Sum(t => t.Cost);
    }

    /// <summary>The numbers that a group may have: those with which it takes less, and all that there are.</summary>
    private Choice[] Choices(KernelGroup group, KernelCurve curve)
    {
        var choices = new List<Choice> { new(group.Count, Cost(group, group.Count), 0) };
        for (var count = 1; count <= Math.Min(group.Count - 1, group.MostRepresentatives); count = Math.Max(count + 1, (int)(count * Step)))
        {
            if (group.Pays(count, _options.Scaled))
                choices.Add(new(count, Cost(group, count), group.Layers.Count * curve.ErrorOf(count)));
        }
        return [.. choices];
    }

    /// <summary>What so many representatives cost: a layer that would not take less stays as it is.</summary>
    private double Cost(KernelGroup group, int count) => _options.Removed is null ? Math.Min(group.Bytes, group.BytesWith(count, _options.Scaled)) : group.Pays(count, _options.Scaled) ? count : group.Count;

    private static int Left(KernelGroup group, double share) => Math.Clamp((int)Math.Round(share * group.Count), 1, group.MostRepresentatives);

    /// <summary>A number of representatives.</summary>
    private sealed record Choice(int Count, double Cost, double Error);
}
