namespace MLNetCompact;

/// <summary>Tells how much each weight of a layer matters.</summary>
internal interface IWeightCriterion
{
    /// <summary>A number for each weight, larger where it matters more; comparable from layer to layer.</summary>
    double[] Scores(PrunableLayer layer);

    /// <summary>The layer's weights once only those of <paramref name="mask"/> stay; by default as they are.</summary>
    float[] Survivors(PrunableLayer layer, bool[] mask) => layer.Masked(mask);
}
