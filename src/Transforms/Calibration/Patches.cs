using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>What a row of a layer reads at a place of the map that it makes, in the order of its weights: columns, and for each its taps.</summary>
internal sealed class Patches : ISamples
{
    private readonly LinearView _view;
    private readonly int[] _input;
    private readonly IReadOnlyList<int[,]> _taps;

    private Patches(LinearView view, Shape input, IReadOnlyList<int[,]> taps)
    {
        (_view, _input, _taps) = (view, [.. input.Select(d => (int)d)], taps);
        Places = view.ChannelsLast ? _input.Skip(1).SkipLast(1).Aggregate(1, (p, d) => p * d) : taps.Aggregate(1, (p, t) => p * t.GetLength(0));
    }

    public int Blocks => _view.Group;

    public int Width => _view.Columns / _view.Group * _view.Block;

    public int Places { get; }

    /// <summary>The patches of a layer of a network; null where they depend on a size that is not known.</summary>
    public static Patches? Of(Network network, Node node)
    {
        if (node.Operator is not LinearOp linear || LinearView.Of(node, network) is not { } view || network.Shapes.GetValueOrDefault(node.Inputs[0]) is not { } input
            || network.Shapes.GetValueOrDefault(node.Output) is not { } output || input.Skip(1).Contains(Shape.Unknown))
            return null;
        if (view.ChannelsLast || input.Count == 2)
            return new(view, input, []);
        return output.Skip(1).Contains(Shape.Unknown) || linear.Taps(input, output) is not { } taps || taps.Any(t => t is null) ? null : new(view, input, [.. taps.Select(t => t!)]);
    }

    public void Copy(ReadOnlySpan<float> values, int block, int place, Span<float> to)
    {
        var columns = _view.Columns / _view.Group;
        if (_taps.Count == 0)
        {
            values.Slice(_view.ChannelsLast ? place * _view.Columns : block * columns, columns).CopyTo(to);
            return;
        }
        var places = new int[_taps.Count];
        for (var d = places.Length - 1; d >= 0; d--)
            (place, places[d]) = Math.DivRem(place, _taps[d].GetLength(0));
        var size = _input.Skip(2).Aggregate(1, (p, d) => p * d);
        for (var tap = 0; tap < _view.Block; tap++)
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
                to[column * _view.Block + tap] = at < 0 ? 0 : values[(block * columns + column) * size + at];
        }
    }
}
