namespace MLNetCompact;

/// <summary>
/// Follows channels through a network. Each position of a value's channel axis (dimension 1) carries the number of its channel;
/// operators hand the numbers on and make new ones. Positions of one number go together.
/// </summary>
internal sealed class ChannelTies(Network network)
{
    /// <summary>Values with more positions on their channel axis are not tracked: a file may claim more than memory holds.</summary>
    public const int MostChannels = 1 << 20;

    private readonly Dictionary<string, int[]> _channels = new(StringComparer.Ordinal);
    private readonly List<(int Channel, Channel Maker)> _makers = [];
    private readonly List<(int Channel, Channel Reader)> _readers = [];
    private readonly List<(int Channel, string Node)> _passed = [];
    private readonly Dictionary<int, string> _protected = [];
    private int _count;

    public Network Network { get; } = network;

    /// <summary>The channels of a value, or null where they are not tracked.</summary>
    public IReadOnlyList<int>? Of(string value) => _channels.GetValueOrDefault(value);

    public void Set(string value, IEnumerable<int>? channels)
    {
        if (channels is not null)
            _channels[value] = channels as int[] ?? channels.ToArray();
    }

    public void Protect(IEnumerable<int>? channels, string reason)
    {
        foreach (var channel in channels ?? [])
            _protected.TryAdd(channel, reason);
    }

    /// <summary>Protects every channel that the node reads; those it makes are not tracked.</summary>
    public void ProtectAll(Node node, string reason)
    {
        foreach (var input in node.Inputs)
            Protect(Of(input), reason);
    }

    /// <summary>The rule of convolutions and dense layers: columns of the weight read channels, its rows make new ones.</summary>
    public void ReadAndMake(Node node, int outputAxis)
    {
        if (Network.WeightOrNull(node.Input(1)) is not { Type: ElementType.Float } weight || (node.Input(2) is { } name && Network.WeightOrNull(name) is not { Type: ElementType.Float }))
        {
            ProtectAll(node, $"{node} has weights that the network computes or that are not 32-bit floating point");
            return;
        }
        var (made, read) = ((int)weight.Shape[outputAxis], Of(node.Inputs[0]));
        // Behind an operator that is carried through, shapes are not known and were not checked.
        if ((read is not null && read.Count != weight.Shape[1 - outputAxis]) || (Network.WeightOrNull(node.Input(2)) is { } bias && !bias.Shape.Equals(new Shape(made))))
        {
            ProtectAll(node, $"{node} has weights that do not fit what it reads");
            return;
        }
        for (var i = 0; i < read?.Count; i++)
            _readers.Add((read[i], new(node.Name, i)));
        Set(node.Output, Make(node.Name, made));
    }

    /// <summary>The channels of a network's input: the caller gives them all.</summary>
    public void Given(NetworkValue input)
    {
        if (input.Shape is not { Count: >= 2 } shape || shape[1] is Shape.Unknown or > MostChannels)
            return;
        var channels = Make(null, (int)shape[1]);
        Protect(channels, $"it is part of the network's input '{input.Name}'");
        Set(input.Name, channels);
    }

    /// <summary>Remembers which channels went through a node.</summary>
    public void Pass(Node node)
    {
        foreach (var value in node.Inputs.Concat(node.Outputs))
        {
            foreach (var channel in _channels.GetValueOrDefault(value) ?? [])
                _passed.Add((channel, node.Name));
        }
    }

    public ChannelGroups Build()
    {
        var makers = _makers.ToLookup(m => m.Channel, m => m.Maker);
        var readers = _readers.ToLookup(r => r.Channel, r => r.Reader);
        var passed = _passed.ToLookup(p => p.Channel, p => p.Node);
        var groups = Enumerable.Range(0, _count)
            .Select(i => new ChannelGroup(i, makers[i].ToArray(), readers[i].ToArray(), passed[i].Distinct().ToArray(), _protected.GetValueOrDefault(i))).ToArray();
        var byValue = _channels.ToDictionary(c => c.Key, c => c.Value.Select(i => groups[i]).ToArray(), StringComparer.Ordinal);
        return new ChannelGroups(groups, byValue);
    }

    private int[] Make(string? node, int count)
    {
        var channels = new int[count];
        for (var i = 0; i < count; i++)
        {
            channels[i] = _count++;
            if (node is not null)
                _makers.Add((channels[i], new(node, i)));
        }
        return channels;
    }
}
