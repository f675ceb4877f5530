using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>
/// What dead channels still emit: with all weights that make it 0, a filter or neuron gives its bias, which later operators turn into other constants.
/// </summary>
internal sealed class DeadConstants
{
    private readonly Dictionary<string, double[]> _emitted = new(StringComparer.Ordinal);
    private readonly ChannelGroups _groups;

    /// <param name="network">The network.</param>
    /// <param name="groups">Its channel groups.</param>
    /// <param name="dead">The groups to remove, by number. Those that have to stay as carriers are taken out.</param>
    public DeadConstants(Network network, ChannelGroups groups, SortedSet<int> dead)
    {
        (Network, _groups) = (network, groups);
        // What the caller gives is protected, hence never dead; operators that hand it on still ask.
        foreach (var input in network.Inputs)
            _emitted[input.Name] = new double[groups.Of(input.Name)?.Count ?? 0];
        foreach (var node in network.Nodes)
        {
            if (groups.Of(node.Output) is null)
                continue;
            _emitted[node.Output] = node.Operator.DeadOutputs(this, node);
            foreach (var reader in network.ReadersOf(node.Output).Where(r => r.Operator is Conv conv && (conv.AutoPad.IsSame() || conv.Pads.Any(p => p > 0))))
                PlanCarrier(node.Output, reader, dead);
        }
    }

    public Network Network { get; }

    /// <summary>
    /// Where a convolution pads with zeros, a constant other than 0 is none at the borders. There one dead channel stays, and the weights
    /// that read it take over those of all others in proportion to their constants: exact at every pixel. Its position, by the reader's name.
    /// </summary>
    public Dictionary<string, int> Carriers { get; } = new(StringComparer.Ordinal);

    /// <summary>The groups that stay as carriers.</summary>
    public SortedSet<int> CarrierGroups { get; } = [];

    /// <summary>What each channel of the value <paramref name="name"/> emits if it is dead.</summary>
    public double[] Of(string name) => _emitted[name];

    /// <summary>The bias of a node times <paramref name="factor"/>, or zeros: what its filters or neurons emit with all weights 0.</summary>
    public double[] Bias(Node node, double factor)
    {
        var emitted = new double[_groups.Of(node.Output)!.Count];
        if (Network.WeightOrNull(node.Input(2)) is { } bias)
        {
            for (var i = 0; i < emitted.Length; i++)
                emitted[i] = factor * bias.Values[i];
        }
        return emitted;
    }

    private void PlanCarrier(string value, Node reader, SortedSet<int> dead)
    {
        var (channels, emitted) = (_groups.Of(value)!, _emitted[value]);
        var candidates = Enumerable.Range(0, emitted.Length)
            .Where(i => emitted[i] != 0 && (dead.Contains(channels[i].Id) || CarrierGroups.Contains(channels[i].Id)))
            .OrderByDescending(i => Math.Abs(emitted[i])).ToList();
        if (candidates.Count == 0)
            return;
        // A carrier of another reader serves here too, unless its constant has faded: the weights that take over grow as it shrinks.
        var least = Math.Abs(emitted[candidates[0]]) / 16;
        var shared = candidates.FindIndex(i => CarrierGroups.Contains(channels[i].Id) && Math.Abs(emitted[i]) >= least);
        var carrier = candidates[Math.Max(0, shared)];
        Carriers[reader.Name] = carrier;
        CarrierGroups.Add(channels[carrier].Id);
        dead.Remove(channels[carrier].Id);
    }
}
