namespace MLNetCompact;

/// <summary>A form of a node that makes use of zeros by other nodes in front of it.</summary>
/// <param name="Name">What it is called in notes.</param>
/// <param name="Of">The network with those nodes in that form.</param>
internal sealed record ZeroForm(string Name, Func<Network, IReadOnlySet<string>, Network> Of)
{
    private static readonly ZeroForm s_cropped = new("a smaller kernel behind a Slice", (network, nodes) => KernelCrop.Apply(network, cuts: true, nodes).Network);

    private static readonly ZeroForm s_selected = new("only the inputs that it reads", (network, nodes) => InputSelection.Apply(network, nodes).Network);

    private static readonly ZeroForm s_range = new("the range of inputs that it reads", (network, nodes) => InputSelection.Apply(network, nodes, range: true).Network);

    private static readonly ZeroForm[] s_croppedAnd = [.. new[] { s_selected, s_range }.Select(s => new ZeroForm($"{s_cropped.Name} and {s.Name}", (network, nodes) => s.Of(s_cropped.Of(network, nodes), nodes)))];

    private static readonly ZeroForm s_lowered = new("the lowered form", (network, nodes) => nodes.Aggregate(network, Surgery.Lower));

    /// <summary>The forms of a node that are worth measuring.</summary>
    /// <param name="alone">A network of the node alone.</param>
    /// <param name="network">The network it is from.</param>
    /// <param name="node">The node.</param>
    public static IReadOnlyList<ZeroForm> CandidatesOf(Network alone, Network network, Node node)
    {
        var names = new HashSet<string> { node.Name };
        var forms = new List<ZeroForm>();
        var cropped = s_cropped.Of(alone, names) != alone;
        if (cropped)
            forms.Add(s_cropped);
        var (selected, range) = (s_selected.Of(alone, names), s_range.Of(alone, names));
        if (selected != alone)
            forms.AddRange(cropped ? [s_selected, s_croppedAnd[0]] : [s_selected]);
        // Where those read are neighbours, both are the same.
        if (range != alone && selected.Nodes.Any(n => n.Operator is Operators.Gather))
            forms.AddRange(cropped ? [s_range, s_croppedAnd[1]] : [s_range]);
        if (LiveTaps.Of(node, network) is { Share: < 1 } && WhyNotLowered(network, node) is null)
            forms.Add(s_lowered);
        return forms;
    }

    /// <summary>Why the lowered form of a convolution with dead taps is not worth measuring; null where it is, and for nodes that have none to save.</summary>
    public static string? WhyNotLowered(Network network, Node node)
    {
        if (LiveTaps.Of(node, network) is not { Share: < 1 } live)
            return null;
        if (Lowering.Reason(network, node) is { } reason)
            return $"{node} keeps its zeros: {reason}";
        if (live.Share > ZeroShapes.MostLiveTaps || live.Channels < ZeroShapes.FewestChannels)
            return $"{node} keeps its zeros: {Math.Ceiling(live.Share * 100):0} % of its taps are live and it reads {live.Channels} channels; expected at most {ZeroShapes.MostLiveTaps * 100:0} % and at least {ZeroShapes.FewestChannels} for another form to be faster";
        // A lowered weight would be a copy.
        return network.ReadersOf(node.Inputs[1]).Count() > 1 || network.Outputs.Any(o => o.Name == node.Inputs[1])
            ? $"{node} keeps its zeros: others read its weight too" : null;
    }
}
