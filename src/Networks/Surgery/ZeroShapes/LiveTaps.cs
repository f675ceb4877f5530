using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>Which columns of a convolution's matrix any filter reads: the taps of each channel within a block.</summary>
internal sealed class LiveTaps
{
    private readonly bool[] _live;
    private readonly int[] _kernel;

    private LiveTaps(Weight weight)
    {
        _kernel = [.. weight.Shape.Skip(2).Select(d => (int)d)];
        (Channels, Taps) = ((int)weight.Shape[1], (int)(weight.Count / weight.Shape[0] / weight.Shape[1]));
        _live = new bool[Channels * Taps];
        var values = weight.Floats();
        for (var i = 0; i < values.Length; i++)
            _live[i % _live.Length] |= values[i] != 0;
    }

    /// <summary>The taps of a node, or null where it is no convolution, or its weight is not a constant of numbers.</summary>
    public static LiveTaps? Of(Node node, Network network) =>
        node.Operator is Conv && LinearView.Of(node, network) is not null ? new(network.Weights[node.Inputs[1]]) : null;

    /// <summary>The channels of a block.</summary>
    public int Channels { get; }

    /// <summary>The taps of a channel.</summary>
    public int Taps { get; }

    /// <summary>The share of columns that any filter reads, 0 to 1.</summary>
    public double Share => _live.Count(l => l) / (double)_live.Length;

    /// <summary>The channels that any filter reads at a tap.</summary>
    public int[] ChannelsAt(int tap) => [.. Enumerable.Range(0, Channels).Where(c => _live[c * Taps + tap])];

    /// <summary>For each position along a dimension of the kernel, whether any filter reads it.</summary>
    public bool[] Along(int axis)
    {
        var live = new bool[_kernel[axis]];
        for (var i = 0; i < _live.Length; i++)
            live[PlaceOf(i % Taps, axis)] |= _live[i];
        return live;
    }

    /// <summary>Where a tap stands along a dimension of the kernel.</summary>
    public int PlaceOf(int tap, int axis)
    {
        for (var inner = _kernel.Length - 1; inner > axis; inner--)
            tap /= _kernel[inner];
        return tap % _kernel[axis];
    }
}
