namespace MLNetCompact;

/// <summary>The paper's: the absolute value of a weight in standard deviations of its layer's weights, so that a threshold is the quality q.</summary>
/// <param name="layers">The layers, whose deviations count until the next round.</param>
/// <param name="qualities">How much larger the quality of a layer is than that of others, by its name; 1 if null.</param>
internal sealed class MagnitudeCriterion(IReadOnlyList<PrunableLayer> layers, IReadOnlyDictionary<string, double>? qualities = null) : IWeightCriterion
{
    private readonly Dictionary<string, double> _units = layers.ToDictionary(l => l.Weight, l => l.Deviation * (qualities?[l.Node.Name] ?? 1));

    public double[] Scores(PrunableLayer layer)
    {
        var unit = _units[layer.Weight];
        return Array.ConvertAll(layer.Values, v => unit == 0 ? Math.Abs((double)v) : Math.Abs(v) / unit);
    }
}
