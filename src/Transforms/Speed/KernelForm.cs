namespace MLNetCompact;

/// <summary>A form of a convolution that makes use of kernels that are multiples of few.</summary>
/// <param name="Name">What it is called in notes.</param>
/// <param name="MixFirst">Whether channels are mixed before they are convolved.</param>
internal sealed record KernelForm(string Name, bool MixFirst)
{
    private static readonly KernelForm[] s_all = [new("it convolves each channel, then mixes them", false), new("it mixes channels, then convolves each mixture", true)];

    /// <summary>The share of multiply-adds up to which forms were seen to win.</summary>
    public const double MostWork = 0.5;

    /// <summary>The network with that node in this form.</summary>
    public Network Of(Network network, string node) => MixFirst ? Surgery.MixThenConvolve(network, node) : Surgery.ConvolveThenMix(network, node);

    /// <summary>The forms of a node that do at most <see cref="MostWork"/> of its work; where the size of its maps is not known, of the work at one place.</summary>
    /// <param name="network">The network that the node is from.</param>
    /// <param name="node">The node.</param>
    /// <param name="alone">A network of the node alone.</param>
    public static IReadOnlyList<KernelForm> CandidatesOf(Network network, Node node, Network alone)
    {
        // A weight that others read too would stay beside those that come in its place.
        if (network.ReadersOf(node.Inputs[1]).Count() > 1 || network.Outputs.Any(o => o.Name == node.Inputs[1]))
            return [];
        return [.. s_all.Where(f => KernelMixing.Reason(network, node, f.MixFirst) is null && Work(f.Of(alone, node.Name)) <= MostWork * Work(alone))];
    }

    private static long Work(Network network) => NetworkCost.Of(network).MultiplyAdds is > 0 and var work ? work : NetworkCost.Of(network).Weights;
}
