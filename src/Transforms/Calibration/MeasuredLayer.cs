namespace MLNetCompact;

/// <summary>A layer of a network whose inputs are measured, and beside them what the original network makes there.</summary>
/// <param name="Node">The layer.</param>
/// <param name="Samples">What it reads.</param>
/// <param name="Target">The layer in the original network, or null where only inputs count.</param>
/// <param name="TargetRows">Which rows of the original layer the layer's rows are.</param>
/// <param name="Rectified">Where a Relu alone reads the layer, what its blocks make now, if that is to count; otherwise null.</param>
internal sealed record MeasuredLayer(Node Node, ISamples Samples, Node? Target = null, int[]? TargetRows = null, Rectified[]? Rectified = null)
{
    /// <summary>Names what is looked at: a layer may be measured by patches or by maps.</summary>
    public string Key => $"{Node.Name} {Samples.Places}";

    /// <summary>The outputs of a block.</summary>
    public int BlockOutputs => (TargetRows?.Length ?? 0) / Samples.Blocks;

    /// <summary>How many numbers its moments keep.</summary>
    public long Size => Samples.Blocks * (long)Samples.Width * (Samples.Width + BlockOutputs);

    /// <summary>Where what a row of the original layer makes at a place lies.</summary>
    /// <param name="row">The row.</param>
    /// <param name="place">The place.</param>
    /// <param name="size">How many numbers the original layer makes for a row of the data.</param>
    public int At(int row, int place, int size) => Target!.Operator.Layout is { ChannelsLast: true } ? place * (size / Samples.Places) + row : row * Samples.Places + place;
}
