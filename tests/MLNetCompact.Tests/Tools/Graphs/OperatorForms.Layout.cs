using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Operators that move, join and repeat.</summary>
internal static partial class OperatorForms
{
    private static GraphValue Broadcast(GraphDraft m, Operator op, double from = -1, double to = 1)
    {
        var x = Maps(m);
        if (m.Once(4))
            return m.Add(op, x, op is Div ? m.Add(new Exp(), m.GlobalAverage(x)) : m.GlobalAverage(x));
        // Dimensions from the end, some of them 1, and the first of them perhaps missing.
        int[] dims = [.. x.Dims.Select((d, i) => i == 0 || m.Once(2) ? 1 : d).Skip(m.Next(0, x.Rank))];
        var other = m.Uniform("other", dims, from, to);
        return m.Once(2) ? m.Add(op, other, op is Div ? m.Add(new Exp(), x) : x) : m.Add(op, x, other);
    }

    private static GraphValue Joined(GraphDraft m)
    {
        var x = Any(m);
        var axis = m.Next(1, x.Rank - 1);
        return m.Next(0, 2) switch
        {
            0 => m.Concat(axis, x, x),
            1 => m.Concat(axis, m.Relu(x), x, m.Sigmoid(x)),
            _ => m.Concat(axis, x, m.Concat(axis, x, m.Relu(x))),
        };
    }

    private static GraphValue Parted(GraphDraft m)
    {
        var x = m.Input("x", [m.Next(3, 8), m.Next(3, 6), 4]);
        var axis = m.Next(1, 2);
        int[] sizes = axis == 1 && x[1] % 3 == 0 && m.Once(2) ? [x[1] / 3, x[1] / 3, x[1] / 3] : [1, x[axis] - 2, 1];
        var parts = m.Split(x, axis, sizes);
        return m.Concat(axis, parts[2], m.Relu(parts[0]), parts[1]);
    }

    private static GraphValue Sliced(GraphDraft m)
    {
        var x = m.Input("x", [m.Next(3, 6), m.Next(3, 6), m.Next(3, 6)]);
        if (m.Opset >= 10 && m.Once(3))
            return m.Slice(x, [-1, m.Next(0, 2)], [-99, -1], [3, m.Opset >= 11 ? -3 : 1], [-1, m.Next(1, 2)]);
        if (m.Opset >= 10 && m.Once(3))
            return m.Add(new Slice(), x, m.Integers("starts", 0, 1), m.Integers("ends", int.MaxValue, long.MaxValue));
        return m.Once(3) ? m.Slice(x, [0, 0, m.Next(0, 2)], [9, 9, -1], [0, 1, 2]) : m.Slice(x, [m.Next(0, 2)], [m.Any(3L, -1, int.MaxValue)], [m.Next(1, 3)], m.Opset >= 10 ? [m.Next(1, 2)] : null);
    }

    private static GraphValue Gathered(GraphDraft m)
    {
        var x = Any(m);
        var axis = m.Next(1, x.Rank - 1);
        int Index() => m.Next(m.Opset >= 11 ? -x[axis] : 0, x[axis] - 1);
        return m.Once(3) ? m.Add(new Gather { Axis = m.Axis(axis, x.Rank) }, x, m.Integer("index", Index())) : m.Gather(x, axis, [.. Enumerable.Range(0, m.Next(1, 6)).Select(_ => Index())]);
    }

    private static GraphValue Expanded(GraphDraft m)
    {
        var x = m.Input("x", [m.Next(1, 3), 1, m.Next(1, 4)]);
        return m.Add(new Expand(), x, m.Once(2) ? m.Integers("shape", 1, 1, m.Next(2, 5), 1) : m.Integers("shape", m.Next(2, 5), x[3]));
    }

    private static GraphValue Padded(GraphDraft m)
    {
        var x = m.Input("x", [m.Next(3, 5), m.Next(3, 6), m.Next(3, 6)]);
        var mode = m.Opset >= 19 && m.Once(3) ? PadMode.Wrap : m.Any(PadMode.Constant, PadMode.Constant, PadMode.Edge, PadMode.Reflect);
        var least = mode == PadMode.Constant ? -1 : 0;
        var (channels, number) = (mode == PadMode.Constant, mode == PadMode.Constant ? m.Any<float?>(null, 0, 1.5f) : null);
        if (m.Opset >= 18 && m.Once(2))
            return m.Add(new Pad { Mode = mode }, x, m.Integers("pads", m.Next(0, 2), m.Next(least, 2), m.Next(0, 2), m.Next(least, 2)), number is { } v ? m.Number("value", v) : null, m.Integers("axes", 3, -2));
        return m.Pad(x, [0, channels ? m.Next(0, 2) : 0, m.Next(least, 2), m.Next(0, 2), 0, channels ? m.Next(least, 2) : 0, m.Next(0, 2), m.Next(least, 2)], mode, number);
    }

    private static GraphValue Reshaped(GraphDraft m)
    {
        var x = m.Input("x", [4, m.Next(1, 4), m.Next(1, 4)]);
        return m.Next(0, 5) switch
        {
            0 => m.Reshape(x, 0, -1),
            1 => m.Reshape(x, -1, x.Features),
            2 => m.Reshape(x, 0, 2, 2, x[2], x[3]),
            3 => m.Reshape(x, 0, 0, -1),
            4 => m.Reshape(x, -1),
            _ => m.Reshape(x, 0, x[2], -1, 2, 1),
        };
    }

    private static GraphValue Squeezed(GraphDraft m)
    {
        var x = m.GlobalAverage(Maps(m));
        // The batch is 3, so that it stays where no dimension is named.
        return m.Once(3) ? m.Add(new Squeeze(), x) : m.Squeeze(x, [.. Enumerable.Range(2, m.Next(1, x.Rank - 2)).Select(a => (long)m.Axis(a, x.Rank))]);
    }

    private static GraphValue Unsqueezed(GraphDraft m)
    {
        var x = Rows(m);
        return m.Next(0, 3) switch
        {
            0 => m.Unsqueeze(x, 2, 3),
            1 => m.Unsqueeze(x, m.Next(0, 2)),
            2 when m.Opset >= 11 => m.Unsqueeze(x, -1, 0),
            _ => m.Unsqueeze(x, 3, 1),
        };
    }

    private static GraphValue Reduced<T>(GraphDraft m, T kind) where T : ReduceOp
    {
        var x = Any(m);
        kind = kind with { KeepDims = m.Once(2) };
        if (m.Once(6))
            return m.Add(kind, x);
        if (m.Opset >= 18 && m.Once(8))
            return m.Add(kind with { NoopWithEmptyAxes = true }, x);
        var axes = Shuffled(m, x.Rank - 1).Select(a => a + 1).Take(m.Next(1, x.Rank - 1));
        return m.Reduce(kind, x, [.. axes]);
    }
}
