using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>A convolution as what its live taps read, joined as channels, and a convolution of 1x1 over them.</summary>
internal sealed class Lowering
{
    private readonly Network _network;
    private readonly Node _node;
    private readonly Conv _conv;
    private readonly LiveTaps _live;
    private readonly IReadOnlyList<int> _pads;
    private readonly NetworkEdit _edit;

    private Lowering(Network network, Node node, IReadOnlyList<int> pads)
    {
        (_network, _node, _conv, _pads, _edit) = (network, node, (Conv)node.Operator, pads, new NetworkEdit(network));
        _live = LiveTaps.Of(node, network)!;
    }

    /// <summary>Why a node has no lowered form, or null if it has one.</summary>
    public static string? Reason(Network network, Node node) => node.Operator switch
    {
        not Conv => $"{node} is no convolution",
        Conv { Group: > 1 } => $"{node} has {((Conv)node.Operator).Group} blocks of channels; expected 1",
        Conv when LinearView.Of(node, network) is null => $"{node} has a weight that the network computes or that is not floating point",
        Conv conv when Pads(network, node) is null => $"{node} has a padding {conv.AutoPad.Word()} that depends on the size of the maps, which is not known",
        Conv conv when network.Opset < Parts.OpsetOfSteps && conv.Strides.Any(s => s > 1) => $"{node} takes steps, and a Slice of opset {network.Opset} does not; expected opset {Parts.OpsetOfSteps} or later",
        _ => null,
    };

    /// <exception cref="ArgumentException">The node has no lowered form.</exception>
    public static Network Apply(Network network, Node node) =>
        Reason(network, node) is { } reason ? throw new ArgumentException($"{reason}.", nameof(node)) : new Lowering(network, node, Pads(network, node)!).Apply();

    private static IReadOnlyList<int>? Pads(Network network, Node node) =>
        node.Operator is Conv conv ? conv.PadsFor(network.Shapes.GetValueOrDefault(node.Inputs[0]) ?? Shapes.Open(conv.Kernel.Count + 2)) : null;

    private int Axes => _conv.Kernel.Count;

    private Network Apply()
    {
        var taps = Enumerable.Range(0, _live.Taps).Select(tap => (Tap: tap, Channels: _live.ChannelsAt(tap))).Where(t => t.Channels.Length > 0).ToList();
        if (taps.Count == 0)
            taps.Add((0, [0]));
        int[] read = [.. taps.SelectMany(t => t.Channels).Distinct().Order()];
        var value = _node.Inputs[0];
        if (read.Length < _live.Channels)
            value = Parts.Take(_edit, _network, _node.Name, value, 1, read, _live.Channels);
        var (before, behind) = Reach(taps.Select(t => t.Tap));
        if (before.Concat(behind).Any(p => p > 0))
            value = Parts.Pad(_edit, _network, _node.Name, value, [0, 0, .. before.Select(p => Math.Max(0, p)), 0, 0, .. behind.Select(p => Math.Max(0, p))]);
        var columns = new List<string>();
        var gathered = new Dictionary<string, string>();
        foreach (var (tap, channels) in taps)
            columns.Add(Column(value, tap, [.. channels.Select(c => Array.BinarySearch(read, c))], read.Length, before, behind, gathered));
        _edit.Rewire(_node.Name, 0, columns is [var only] ? only : _edit.Precede(_node.Name, $"{_node.Name}.columns", new Concat { Axis = 1 }, [.. columns]));
        _edit.Replace(_node.Name, 1, Weight(taps));
        _edit.SetOperator(_node.Name, new Conv { Kernel = Window.Repeat(1, Axes) });
        return _edit.Apply();
    }

    /// <summary>The padding that live taps reach into, for each dimension; negative where all of them stay that far inside.</summary>
    private (long[] Before, long[] Behind) Reach(IEnumerable<int> taps)
    {
        var (before, behind) = (new long[Axes], new long[Axes]);
        for (var axis = 0; axis < Axes; axis++)
        {
            int[] places = [.. taps.Select(t => _live.PlaceOf(t, axis))];
            before[axis] = _pads[axis] - (long)places.Min() * _conv.Dilations[axis];
            behind[axis] = _pads[Axes + axis] - (_conv.Kernel[axis] - 1L - places.Max()) * _conv.Dilations[axis];
            // Padding that is too little for another step is not read.
            if (behind[axis] > 0)
                behind[axis] = Math.Max(0, behind[axis] - Spare(axis));
        }
        return (before, behind);
    }

    /// <summary>The pixels that stay behind the last step; 0 where the size is not known.</summary>
    private long Spare(int axis) => _network.Shapes.GetValueOrDefault(_node.Inputs[0])?[2 + axis] is { } size and not Shape.Unknown
        ? (size + _pads[axis] + _pads[Axes + axis] - Window.Reach(_conv.Kernel[axis], _conv.Dilations[axis])) % _conv.Strides[axis] : 0;

    /// <summary>What the live channels of a tap read: as many places as the output has, in the steps of the convolution.</summary>
    private string Column(string value, int tap, int[] channels, int of, long[] before, long[] behind, Dictionary<string, string> gathered)
    {
        var parts = new List<Part>();
        if (channels.Length < of && Parts.AreNeighbours(channels))
            parts.Add(new(1, channels[0], of - 1 - channels[^1]));
        else if (channels.Length < of)
        {
            var key = string.Join(' ', channels);
            if (!gathered.TryGetValue(key, out var some))
                gathered[key] = some = Parts.Take(_edit, _network, _node.Name, value, 1, channels, of);
            value = some;
        }
        for (var axis = 0; axis < Axes; axis++)
        {
            var (place, dilation) = (_live.PlaceOf(tap, axis), (long)_conv.Dilations[axis]);
            var start = place * dilation - _pads[axis] + Math.Max(0, before[axis]);
            var end = Math.Max(0, (_conv.Kernel[axis] - 1 - place) * dilation - _pads[Axes + axis] + Math.Max(0, behind[axis]));
            if (start > 0 || end > 0 || _conv.Strides[axis] > 1)
                parts.Add(new(2 + axis, start, end, _conv.Strides[axis]));
        }
        return parts.Count == 0 ? value : Parts.Slice(_edit, _network, _node.Name, value, parts);
    }

    private Weight Weight(List<(int Tap, int[] Channels)> taps)
    {
        var weight = _network.Weights[_node.Inputs[1]];
        var values = weight.Floats();
        var (filters, columns) = ((int)weight.Shape[0], taps.Sum(t => t.Channels.Length));
        var lowered = new float[filters * columns];
        var at = 0;
        for (var filter = 0; filter < filters; filter++)
        {
            foreach (var (tap, channels) in taps)
            {
                foreach (var channel in channels)
                    lowered[at++] = values[(filter * _live.Channels + channel) * _live.Taps + tap];
            }
        }
        return MLNetCompact.Weight.Of(weight.Name, weight.Type, new Shape([filters, columns, .. Enumerable.Repeat(1L, Axes)]), lowered);
    }
}
