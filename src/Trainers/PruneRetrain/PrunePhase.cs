namespace MLNetCompact;

/// <summary>What one training prunes.</summary>
/// <param name="Layers">The layers as they are before it.</param>
/// <param name="Criterion">How much their weights matter.</param>
/// <param name="Aim">Which of them stay.</param>
/// <param name="Kept">How many weights stay at the end, where a count decides.</param>
/// <param name="IsGradual">Whether they go by and by.</param>
/// <param name="Seed">Where what is drawn at random comes from.</param>
internal sealed record PrunePhase(IReadOnlyList<PrunableLayer> Layers, IWeightCriterion Criterion, PruneAim Aim, int Kept, bool IsGradual, int Seed)
{
    private readonly int _live = Layers.Sum(l => l.Live);

    /// <summary>For each layer which of its weights stay at the end, as things are before it.</summary>
    public bool[][] Masks() => Masks(Layers, [.. Layers.Select(Criterion.Scores)], 1);

    /// <summary>For each layer which of its weights stay after the part <paramref name="way"/> of the way (Zhu and Gupta 2017: what is to go yet falls with (1 - t)^3).</summary>
    public bool[][] Masks(IReadOnlyList<PrunableLayer> layers, IReadOnlyList<double[]> scores, double way)
    {
        var rest = IsGradual ? Math.Pow(1 - way, 3) : 0;
        return Aim.Masks(layers, scores, (int)Math.Round(Kept + (_live - Kept) * rest), 1 - rest);
    }
}
