namespace MLNetCompact;

/// <summary>Which weights stay in a round of pruning.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="whole">How many weights there were before the first round.</param>
internal sealed class PrunePlan(PruneRetrainOptions options, int whole)
{
    /// <summary>The share that stays where nothing is said.</summary>
    private const double Usual = 1 / 3.0;

    /// <summary>For each layer which of its weights stay.</summary>
    /// <param name="layers">The layers that are pruned in this round.</param>
    /// <param name="criterion">How much weights matter.</param>
    /// <param name="others">How many weights the layers have that are not pruned in this round.</param>
    /// <param name="kept">The share of all weights that stays at the end.</param>
    /// <param name="way">How much of the way is done after this round, from 0 to 1.</param>
    public Dictionary<string, bool[]> Masks(IReadOnlyList<PrunableLayer> layers, IWeightCriterion criterion, int others, double kept, double way)
    {
        var scores = layers.Select(criterion.Scores).ToArray();
        if (options.Quality is not null || options.Qualities is not null)
            return layers.Zip(scores).ToDictionary(l => l.First.Weight, l => WeightSelection.Above(l.First, l.Second, options.Qualities?.GetValueOrDefault(l.First.Node.Name, options.Quality ?? 0) ?? options.Quality!.Value));
        // Each round takes away by the same factor.
        var share = Math.Pow(kept, way);
        var counts = options.Budget == PruneBudget.Uniform
            ? [.. layers.Select(l => Math.Min(l.Live, (int)Math.Floor(l.Values.Length * share)))]
            : WeightSelection.Counts(layers, scores, Math.Max(0, (int)Math.Floor(whole * share) - others));
        return layers.Select((l, i) => (l, i)).ToDictionary(l => l.l.Weight, l => WeightSelection.Best(l.l, scores[l.i], counts[l.i]));
    }

    /// <summary>The share of the weights that stays at the end, where no quality decides.</summary>
    public double Kept(Network network)
    {
        if (options.Kept is { } share)
            return share;
        if (options.Target?.Parameters is { } parameters)
        {
            var cost = NetworkCost.Of(network);
            return Math.Max(0, parameters * cost.Parameters - (cost.Parameters - cost.Weights)) / whole;
        }
        return Usual;
    }
}
