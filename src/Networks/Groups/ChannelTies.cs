namespace MLNetCompact;

/// <summary>
/// Follows channels through a network. Each position of a value's channel axis carries the number of its channel; operators hand the
/// numbers on, make new ones, and tie those that they read as one. A value without channels here is whole: nothing of it can be removed.
/// </summary>
internal sealed class ChannelTies(Network network)
{
    /// <summary>Values with more positions on their channel axis are not tracked: a file may claim more than memory holds.</summary>
    public const int MostChannels = 1 << 20;

    private readonly Dictionary<string, ChannelAxis> _values = new(StringComparer.Ordinal);
    private readonly DisjointSets _sets = new();
    private readonly List<(int Channel, Channel Maker)> _makers = [];
    private readonly List<(int Channel, Channel Reader)> _readers = [];
    private readonly SortedDictionary<int, string> _protected = [];

    public Network Network { get; } = network;

    /// <summary>The channels of a value, or null where they are not tracked.</summary>
    public ChannelAxis? Of(string? value) => value is null ? null : _values.GetValueOrDefault(value);

    /// <summary>The dimensions of a value, or null where not even their number is known.</summary>
    public Shape? ShapeOf(string? value) => value is null ? null : Network.Shapes.GetValueOrDefault(value);

    public void Set(string value, ChannelAxis? channels)
    {
        if (channels is { Count: <= MostChannels } && value.Length > 0)
            _values[value] = channels;
        else if (channels is not null)
            Protect(channels.Channels, $"'{value}' has more than {MostChannels} positions");
    }

    /// <summary>The rule of operators that treat every channel alike and keep its place.</summary>
    public void PassOn(Node node) => Set(node.Output, Of(node.Inputs[0]));

    /// <summary>Two channels go together from now on.</summary>
    public void Tie(int left, int right) => _sets.Unite(left, right);

    public void Protect(IEnumerable<int>? channels, string reason)
    {
        foreach (var channel in channels ?? [])
            _protected.TryAdd(channel, reason);
    }

    /// <summary>Protects every channel that the node reads; those it makes are not tracked.</summary>
    public void ProtectAll(Node node, string reason)
    {
        foreach (var input in node.Inputs)
            Protect(Of(input)?.Channels, reason);
    }

    /// <summary>New channels that no weight makes; <paramref name="protection"/> tells why they stay, if they must.</summary>
    public int[] Fresh(int count, string? protection = null)
    {
        var channels = new int[count];
        for (var i = 0; i < count; i++)
            channels[i] = _sets.Add();
        if (protection is not null)
            Protect(channels, protection);
        return channels;
    }

    /// <summary>The rule of convolutions and dense layers: columns of the weight read channels, its rows make new ones.</summary>
    public void ReadAndMake(Node node)
    {
        if (LinearView.Of(node, Network) is not { } view)
        {
            ProtectAll(node, $"{node} has weights that the network computes or that are not floating point");
            return;
        }
        var read = Of(node.Inputs[0]);
        // Behind an operator that is carried through, shapes are not known and were not checked.
        if ((read is not null && read.Axis == view.InputAxis(ShapeOf(node.Inputs[0])?.Count) && read.Count != view.Columns) || !view.BiasFits(node, Network))
        {
            ProtectAll(node, $"{node} has weights that do not fit what it reads");
            return;
        }
        if (read is not null && read.Axis != view.InputAxis(ShapeOf(node.Inputs[0])?.Count))
        {
            Protect(read.Channels, $"{node} does not read them as its channels");
            read = null;
        }
        var made = Fresh(view.Rows);
        for (var row = 0; row < made.Length; row++)
            _makers.Add((made[row], new(node.Name, row)));
        if (view.IsDepthwise)
            TieDepthwise(node, view, read, made);
        else
            TieGrouped(node, view, read, made);
        Set(node.Output, new(view.OutputAxis(ShapeOf(node.Output)?.Count ?? ShapeOf(node.Inputs[0])?.Count), made));
    }

    /// <summary>The channels of a network's input: the caller gives them all.</summary>
    public void Given(NetworkValue input)
    {
        if (input.Shape is { Count: >= 2 } shape && shape[1] is not (Shape.Unknown or > MostChannels))
            Set(input.Name, new(1, Fresh((int)shape[1], $"it is part of the network's input '{input.Name}'")));
    }

    public ChannelGroups Build()
    {
        var numbers = new int[_sets.Count];
        var roots = new List<int>();
        for (var i = 0; i < numbers.Length; i++)
        {
            var root = _sets.Find(i);
            if (root == i)
                roots.Add(i);
            numbers[i] = root == i ? roots.Count - 1 : numbers[root];
        }
        var makers = _makers.ToLookup(m => numbers[m.Channel], m => m.Maker);
        var readers = _readers.ToLookup(r => numbers[r.Channel], r => r.Reader);
        var reasons = new string?[roots.Count];
        foreach (var (channel, reason) in _protected)
            reasons[numbers[channel]] ??= reason;
        var paths = Paths(numbers, roots.Count);
        var groups = roots.Select((_, id) => new ChannelGroup(id, makers[id].ToArray(), readers[id].ToArray(), paths[id], reasons[id])).ToArray();
        var byValue = _values.ToDictionary(v => v.Key, v => (v.Value.Axis, v.Value.Channels.Select(c => groups[numbers[c]]).ToArray()), StringComparer.Ordinal);
        return new ChannelGroups(groups, byValue);
    }

    /// <summary>A depthwise convolution keeps channels apart: each goes with the filters that read it.</summary>
    private void TieDepthwise(Node node, LinearView view, ChannelAxis? read, int[] made)
    {
        if (read is null)
            Protect(made, $"{node} reads channels one by one, and they cannot be removed");
        for (var row = 0; row < made.Length; row++)
            Tie(made[row], read?.Channels[row / (view.Rows / view.Group)] ?? made[row]);
    }

    /// <summary>All blocks of a grouped convolution stay of one size: channels at the same place of each go together.</summary>
    private void TieGrouped(Node node, LinearView view, ChannelAxis? read, int[] made)
    {
        for (var row = 0; row < made.Length; row++)
            Tie(made[row], made[row % (view.Rows / view.Group)]);
        for (var column = 0; column < read?.Count; column++)
        {
            Tie(read.Channels[column], read.Channels[column % (view.Columns / view.Group)]);
            _readers.Add((read.Channels[column], new(node.Name, column)));
        }
    }

    /// <summary>For each group the names of the nodes it passes, in order.</summary>
    private string[][] Paths(int[] numbers, int count)
    {
        var passed = new List<string>[count];
        foreach (var node in Network.Nodes)
        {
            foreach (var value in node.Inputs.Concat(node.Outputs))
            {
                foreach (var channel in _values.GetValueOrDefault(value)?.Channels ?? [])
                {
                    var path = passed[numbers[channel]] ??= [];
                    if (path.Count == 0 || !ReferenceEquals(path[^1], node.Name))
                        path.Add(node.Name);
                }
            }
        }
        return [.. passed.Select(p => p?.ToArray() ?? [])];
    }
}
