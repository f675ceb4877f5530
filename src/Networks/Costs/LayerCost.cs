namespace MLNetCompact;

/// <summary>What one node of a network costs.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="OpType">ONNX's name of its operator.</param>
/// <param name="Output">The dimensions of its first output, or null where they are not known.</param>
/// <param name="Weights">Trained numbers without the biases.</param>
/// <param name="Biases">Trained numbers that are added only.</param>
/// <param name="MultiplyAdds">Multiply-add operations for one row; padding taps count. 0 where the size of the maps is not known.</param>
public sealed record LayerCost(string Node, string OpType, Shape? Output, long Weights, long Biases, long MultiplyAdds)
{
    /// <summary>All trained numbers.</summary>
    public long Parameters => Weights + Biases;
}
