namespace MLNetCompact;

/// <summary>One channel of a node's output: a filter of a convolution, a neuron of a dense layer, or a feature it reads.</summary>
/// <param name="Node">The name of the node.</param>
/// <param name="Index">Its position on the channel axis.</param>
public readonly record struct Channel(string Node, int Index)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Node}[{Index}]";
}

/// <summary>Channels that must be removed together, because an operator reads them as one.</summary>
/// <param name="Id">Its number in the network; lower ones are nearer the input.</param>
/// <param name="Producers">The filters and neurons that make it: they are removed.</param>
/// <param name="Readers">The input positions of the nodes that read it with weights: their columns are removed.</param>
/// <param name="Path">The names of the nodes that it passes, in order.</param>
/// <param name="Protection">Why it cannot be removed, or null if it can.</param>
public sealed record ChannelGroup(int Id, IReadOnlyList<Channel> Producers, IReadOnlyList<Channel> Readers, IReadOnlyList<string> Path, string? Protection)
{
    /// <summary>Whether it can be removed.</summary>
    public bool IsRemovable => Protection is null;

    /// <summary>The channels, the nodes that tie them, and the reason where it is protected.</summary>
    public override string ToString() =>
        $"{string.Join(" + ", Producers)}: {string.Join(" -> ", Path)}{(Protection is null ? "" : $" (protected: {Protection})")}";
}
