using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>What a row of a layer reads at a place of its map, in the order of its weights: columns, and for each its taps.</summary>
internal sealed class Patches
{
    private readonly PrunableLayer _layer;
    private readonly int[] _input;
    private readonly IReadOnlyList<int[,]> _taps;

    private Patches(PrunableLayer layer, Shape input, IReadOnlyList<int[,]> taps) => (_layer, _input, _taps) = (layer, [.. input.Select(d => (int)d)], taps);

    /// <summary>How many places the map has.</summary>
    public int Places => _layer.View.ChannelsLast ? _input.Skip(1).SkipLast(1).Aggregate(1, (p, d) => p * d) : _taps.Aggregate(1, (p, t) => p * t.GetLength(0));

    /// <summary>The patches of a layer that reads and makes maps of such shapes; null where they depend on a size that is not known.</summary>
    public static Patches? Of(PrunableLayer layer, LinearOp linear, Shape input, Shape output)
    {
        if (layer.View.ChannelsLast || input.Count == 2)
            return new(layer, input, []);
        return output.Skip(1).Contains(Shape.Unknown) || linear.Taps(input, output) is not { } taps || taps.Any(t => t is null) ? null : new(layer, input, [.. taps.Select(t => t!)]);
    }

    /// <summary>Copies what the rows of a block read at a place.</summary>
    public void Copy(ReadOnlySpan<float> values, int block, int place, float[] to)
    {
        var columns = _layer.View.Columns / _layer.View.Group;
        if (_taps.Count == 0)
        {
            values.Slice(_layer.View.ChannelsLast ? place * _layer.View.Columns : block * columns, columns).CopyTo(to);
            return;
        }
        var places = new int[_taps.Count];
        for (var d = places.Length - 1; d >= 0; d--)
            (place, places[d]) = Math.DivRem(place, _taps[d].GetLength(0));
        var size = _input.Skip(2).Aggregate(1, (p, d) => p * d);
        for (var tap = 0; tap < _layer.View.Block; tap++)
        {
            var (at, rest, stride) = (0, tap, 1);
            for (var d = places.Length - 1; d >= 0; d--)
            {
                (rest, var own) = Math.DivRem(rest, _taps[d].GetLength(1));
                var read = _taps[d][places[d], own];
                at = at < 0 || read < 0 ? -1 : at + read * stride;
                stride *= _input[2 + d];
            }
            for (var column = 0; column < columns; column++)
                to[column * _layer.View.Block + tap] = at < 0 ? 0 : values[(block * columns + column) * size + at];
        }
    }
}
