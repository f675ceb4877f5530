namespace MLNetCompact;

/// <summary>What a compacted network makes as the original one did.</summary>
internal static class Untouched
{
    /// <summary>Whether all that makes a value is as it was: what fusions do to the last digits is no change.</summary>
    /// <param name="original">The network as it was.</param>
    /// <param name="network">The network as it is.</param>
    /// <param name="value">The name of the value.</param>
    public static bool Is(Network original, Network network, string value)
    {
        var given = original.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        var live = NetworkEdit.Live(network.Nodes, [new(value, ElementType.Float, null)]);
        return network.Nodes.Where(n => live.Contains(n.Name)).All(n => given.TryGetValue(n.Name, out var own) && own.Operator.Equals(n.Operator) && own.Inputs.SequenceEqual(n.Inputs)
            && n.Inputs.All(i => ReferenceEquals(network.WeightOrNull(i), original.WeightOrNull(i))));
    }
}
