namespace MLNetCompact;

/// <summary>No criterion: numbers drawn at random, the same for the same seed and layer.</summary>
internal sealed class RandomCriterion(int seed) : IWeightCriterion
{
    public double[] Scores(PrunableLayer layer)
    {
        var random = new Random(unchecked(layer.Weight.Aggregate(seed, (hash, letter) => (hash * 31) + letter)));
        return [.. layer.Values.Select(_ => random.NextDouble())];
    }
}
