namespace MLNetCompact;

/// <summary>The paper's: the absolute value of a weight in standard deviations of its layer's weights, so that a threshold is the quality q.</summary>
internal sealed class MagnitudeCriterion : IWeightCriterion
{
    public double[] Scores(PrunableLayer layer)
    {
        var deviation = layer.Deviation;
        return [.. layer.Values.Select(v => deviation == 0 ? Math.Abs((double)v) : Math.Abs(v) / deviation)];
    }
}
