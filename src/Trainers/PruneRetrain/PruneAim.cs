namespace MLNetCompact;

/// <summary>Which weights stay: those above a quality of their layer, or so many of all.</summary>
/// <param name="qualities">The quality of each layer by its name, 0 where it has none; null where a count decides.</param>
/// <param name="isUniform">Whether each layer keeps the same share; otherwise the scores of all layers compete.</param>
/// <param name="dead">Finds what dies with a choice, so that weights that do something take its place; null where a count is of all weights, or where
/// neurons may come back: what reads a neuron hears from it only as long as the neuron has weights of its own.</param>
internal sealed class PruneAim(IReadOnlyDictionary<string, double>? qualities, bool isUniform, DeadConnections? dead = null)
{
    /// <summary>What dies with one choice may make more die with the next; in the end some weights of dead neurons may stay.</summary>
    private const int MostChoices = 10;

    /// <summary>Whether a count decides.</summary>
    public bool Counts => qualities is null;

    /// <summary>For each layer which of its weights stay.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="scores">How much their weights matter.</param>
    /// <param name="count">How many weights stay, where a count decides.</param>
    /// <param name="part">The part of the qualities that counts, 0 to 1.</param>
    public bool[][] Masks(IReadOnlyList<PrunableLayer> layers, IReadOnlyList<double[]> scores, int count, double part = 1)
    {
        if (qualities is not null)
            return [.. layers.Select((l, i) => WeightSelection.Above(l, scores[i], part * qualities.GetValueOrDefault(l.Node.Name)))];
        for (var choice = 1; ; choice++)
        {
            var masks = Chosen(layers, scores, count);
            if (choice == MostChoices || dead?.Without(layers, masks) is not { } fewer)
                return masks;
            layers = fewer;
        }
    }

    private bool[][] Chosen(IReadOnlyList<PrunableLayer> layers, IReadOnlyList<double[]> scores, int count)
    {
        if (!isUniform)
            return WeightSelection.Best(layers, scores, count);
        var share = (double)count / layers.Sum(l => l.Values.Length);
        return [.. layers.Select((l, i) => WeightSelection.Best([l], [scores[i]], (int)Math.Round(l.Values.Length * share))[0])];
    }
}
