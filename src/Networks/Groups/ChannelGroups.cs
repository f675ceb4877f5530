namespace MLNetCompact;

/// <summary>Which channels of a network must be removed together.</summary>
public sealed class ChannelGroups
{
    private readonly Dictionary<string, (int Axis, ChannelGroup[] Groups)> _byValue;

    internal ChannelGroups(IReadOnlyList<ChannelGroup> all, Dictionary<string, (int Axis, ChannelGroup[] Groups)> byValue) => (All, _byValue) = (all, byValue);

    /// <summary>All groups, from the network's input to its output.</summary>
    public IReadOnlyList<ChannelGroup> All { get; }

    /// <summary>The groups that can be removed.</summary>
    public IEnumerable<ChannelGroup> Removable => All.Where(g => g.IsRemovable);

    /// <summary>The groups of the channel axis of the value <paramref name="name"/>, position by position; null where the channels are not tracked.</summary>
    public IReadOnlyList<ChannelGroup>? Of(string name) => _byValue.GetValueOrDefault(name).Groups;

    /// <summary>The dimension of the value <paramref name="name"/> that counts its channels.</summary>
    internal int AxisOf(string name) => _byValue[name].Axis;

    /// <summary>Finds the groups of <paramref name="network"/>.</summary>
    public static ChannelGroups Of(Network network)
    {
        var ties = new ChannelTies(network);
        foreach (var input in network.Inputs)
            ties.Given(input);
        foreach (var node in network.Nodes)
        {
            node.Operator.Tie(ties, node);
        }
        foreach (var output in network.Outputs)
            ties.Protect(ties.Of(output.Name)?.Channels, $"it is part of the network's output '{output.Name}'");
        return ties.Build();
    }

    /// <summary>All groups, those that differ only in the place of their channels taken together.</summary>
    public IReadOnlyList<ChannelGroupKind> Kinds() => ChannelGroupKind.Of(All);

    /// <summary>One line per kind of group: how many, their channels, the nodes that tie them, and the reason where they are protected.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Kinds());
}
