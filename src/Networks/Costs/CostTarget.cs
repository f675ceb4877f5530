namespace MLNetCompact;

/// <summary>What a network may cost at most, as shares of what it cost before: above 0, at most 1. Of several given ones all have to be met.</summary>
/// <param name="MultiplyAdds">Multiply-add operations for one row.</param>
/// <param name="Parameters">Trained numbers, biases included.</param>
/// <param name="StoredBytes">Bytes of the ONNX file.</param>
public sealed record CostTarget(double? MultiplyAdds = null, double? Parameters = null, double? StoredBytes = null)
{
    /// <summary>The shares with their names, those not given left out.</summary>
    internal IEnumerable<(string Name, double Share)> Given()
    {
        if (MultiplyAdds is { } operations)
            yield return (nameof(MultiplyAdds), operations);
        if (Parameters is { } numbers)
            yield return (nameof(Parameters), numbers);
        if (StoredBytes is { } bytes)
            yield return (nameof(StoredBytes), bytes);
    }

    /// <summary>How far the costs are above the targets, in shares of the dense network; at most 0 where all are met.</summary>
    /// <param name="costs">The costs as shares of the dense network's.</param>
    /// <param name="way">How much of the way from the dense network to the target counts: 1 for the target itself.</param>
    internal double Above(CostShares costs, double way = 1) => Given().Max(g => costs.Of(g.Name) - (1 + (g.Share - 1) * way));
}

/// <summary>Costs as shares of a dense network's.</summary>
internal readonly record struct CostShares(double MultiplyAdds, double Parameters, double StoredBytes)
{
    public double Of(string name) => name switch
    {
        nameof(MultiplyAdds) => MultiplyAdds,
        nameof(Parameters) => Parameters,
        _ => StoredBytes,
    };
}
