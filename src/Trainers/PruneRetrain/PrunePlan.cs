namespace MLNetCompact;

/// <summary>What was asked for, in numbers of weights.</summary>
internal sealed class PrunePlan
{
    /// <summary>The share that stays where nothing is said.</summary>
    private const double Usual = 1 / 3.0;

    private readonly PruneRetrainOptions _options;
    private readonly Network _start;
    private readonly int _whole;

    /// <param name="options">What was asked for.</param>
    /// <param name="start">The network before the first round.</param>
    /// <exception cref="ArgumentException">An option names a layer that cannot be pruned; the message names both.</exception>
    public PrunePlan(PruneRetrainOptions options, Network start)
    {
        (_options, _start) = (options, start);
        var layers = PrunableLayer.Of(start);
        _whole = layers.Sum(l => l.Values.Length);
        foreach (var name in options.Qualities?.Keys ?? [])
        {
            if (layers.All(l => l.Node.Name != name))
                throw new ArgumentException($"{nameof(PruneRetrainOptions)}.{nameof(options.Qualities)} names '{name}'; expected one of {string.Join(", ", layers.Select(l => l.Node.Name))}.");
        }
        Aim = new(Qualities(layers), options.Budget == PruneBudget.Uniform, options is { RemoveDeadNeurons: true, Splicing: null } ? new(start) : null);
    }

    /// <summary>What decides.</summary>
    public PruneAim Aim { get; }

    /// <summary>How many weights stay after the part <paramref name="way"/> of the rounds; each takes away by the same factor.</summary>
    public int Count(IReadOnlyList<PrunableLayer> layers, IReadOnlyList<double[]> scores, double way) =>
        Aim.Counts ? (int)Math.Floor(_whole * Math.Pow(Math.Max(1, Last(layers, scores)) / (double)_whole, way)) : 0;

    private Dictionary<string, double>? Qualities(IReadOnlyList<PrunableLayer> layers)
    {
        if (_options.Splicing?.C is { } c)
            return layers.ToDictionary(l => l.Node.Name, l => l.Deviation == 0 ? 0 : l.Values.Average(v => Math.Abs((double)v)) / l.Deviation + c);
        return _options.Quality is null && _options.Qualities is null ? null
            : layers.ToDictionary(l => l.Node.Name, l => _options.Qualities?.TryGetValue(l.Node.Name, out var own) == true ? own : _options.Quality ?? 0);
    }

    /// <summary>How many weights stay at the end.</summary>
    private int Last(IReadOnlyList<PrunableLayer> layers, IReadOnlyList<double[]> scores)
    {
        var least = new List<double>();
        if (_options.Kept is { } share)
            least.Add(share * _whole);
        if (_options.Target?.Parameters is { } parameters)
        {
            var cost = NetworkCost.Of(_start);
            least.Add(parameters * cost.Parameters - (cost.Parameters - _whole));
        }
        if (_options.Target?.StoredBytes is { } bytes)
            least.Add(Most(layers, scores, bytes * _start.ToOnnx().LongLength));
        return (int)Math.Floor(least.Count == 0 ? Usual * _whole : least.Min());
    }

    /// <summary>The most weights with which the file has at most so many bytes, by bisection.</summary>
    private int Most(IReadOnlyList<PrunableLayer> layers, IReadOnlyList<double[]> scores, double bytes)
    {
        var (fits, tooMany) = (0, layers.Sum(l => l.Live) + 1);
        while (tooMany - fits > 1)
        {
            var middle = fits + (tooMany - fits) / 2;
            if (Bytes(layers, Aim.Masks(layers, scores, middle)) <= bytes)
                fits = middle;
            else
                tooMany = middle;
        }
        return fits;
    }

    private long Bytes(IReadOnlyList<PrunableLayer> layers, bool[][] masks)
    {
        var pruned = _start.WithWeights(layers.Zip(masks, (l, mask) => _start.Weights[l.Weight].With(l.Masked(mask))));
        return (_options.SharedValues is { } shared ? shared.Apply(pruned) : _options.SparseStorage ? PrunableLayer.Sparse(pruned) : pruned).ToOnnx().LongLength;
    }
}
