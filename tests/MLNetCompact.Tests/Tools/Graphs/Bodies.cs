using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>What blocks are made of: layers that keep the size of maps, or halve it, in any of many ways.</summary>
internal static class Bodies
{
    /// <summary>Maps (or sequences) of so many channels, of the same size or, with stride 2, of half of it, rounded up.</summary>
    public static GraphValue Grow(GraphDraft m, GraphValue x, int channels, int stride = 1) => m.Next(0, 10) switch
    {
        0 => m.Conv(x, channels, 3, stride, 1, bias: Biased(m)),
        1 => m.Conv(x, channels, 1, stride, bias: Biased(m)),
        2 => Activate(m, m.BatchNorm(m.Conv(x, channels, 3, stride, 1, bias: Biased(m)))),
        3 => m.Conv(Activate(m, m.BatchNorm(x)), channels, 3, stride, 1, bias: Biased(m)),
        4 => m.Conv(Activate(m, m.BatchNorm(m.Depthwise(x, 3, stride, bias: Biased(m)))), channels, 1, bias: Biased(m)),
        5 => m.Conv(Activate(m, m.Conv(Activate(m, m.Conv(x, 2, 1)), 3, 3, stride, 1)), channels, 1),
        6 => m.Conv(x, channels, 3, stride, bias: Biased(m), auto: m.Any(AutoPad.SameUpper, AutoPad.SameLower)),
        7 => m.Conv(x, channels, 3, stride, 2, dilation: 2, bias: Biased(m)),
        8 => m.Conv(Around(m, x), channels, 3, stride, bias: Biased(m)),
        9 when channels % 2 == 0 && x.Channels % 2 == 0 => m.Conv(x, channels, 3, stride, 1, group: 2, bias: Biased(m)),
        10 when x.Channels >= 2 => Activate(m, m.Conv(Activate(m, m.BatchNorm(x)), channels, 1, stride)),
        _ => m.BatchNorm(m.Conv(x, channels, 3, stride, 1, bias: false)),
    };

    /// <summary>One pixel of zeros on every side, by a node of its own.</summary>
    public static GraphValue Around(GraphDraft m, GraphValue x)
    {
        long[] side = [0, 0, .. Enumerable.Repeat(1L, x.Rank - 2)];
        return m.Pad(x, [.. side, .. side], value: m.Once(2) ? 0 : null);
    }

    /// <summary>An activation that networks use; max(x, 0) most often.</summary>
    public static GraphValue Activate(GraphDraft m, GraphValue x) => m.Next(0, 17) switch
    {
        0 => m.Sigmoid(x),
        1 => m.Add(new Tanh(), x),
        2 => m.Add(new LeakyRelu { Alpha = m.Any(0.01f, 0.2f) }, x),
        3 => m.Opset >= 14 ? m.Add(new HardSwish(), x) : m.Times(x, m.Add(new HardSigmoid { Alpha = 1 / 6f }, x)),
        4 => m.Clip(x, m.Any<float?>(0, -0.5f, null), m.Any<float?>(6, 1)),
        5 => m.Add(new Elu(), x),
        6 => x.Rank > 1 ? m.PRelu(x, m.Once(2)) : m.Relu(x),
        7 => Swish(m, x),
        8 => m.Add(new Softplus(), x),
        9 => m.Add(new Selu(), x),
        10 => m.Opset >= 18 ? m.Add(new Mish(), x) : m.Times(x, m.Add(new Tanh(), m.Add(new Softplus(), x))),
        11 => m.Opset >= 20 ? m.Add(new Gelu { Approximate = m.Once(2) }, x) : GeluByHand(m, x),
        _ => m.Relu(x),
    };

    /// <summary>x * sigmoid(x), in either order.</summary>
    public static GraphValue Swish(GraphDraft m, GraphValue x) => m.Once(2) ? m.Times(x, m.Sigmoid(x)) : m.Times(m.Sigmoid(x), x);

    /// <summary>Numbers from 0 to 1.</summary>
    public static GraphValue Gate(GraphDraft m, GraphValue x) => m.Next(0, 3) switch
    {
        0 => m.Add(new HardSigmoid { Alpha = m.Any(0.2f, 1 / 6f) }, x),
        1 => m.Times(m.Clip(m.Sum(x, m.Number("three", 3)), 0, 6), m.Number("sixth", 1 / 6.0)),
        _ => m.Sigmoid(x),
    };

    /// <summary>Two values added, in either order.</summary>
    public static GraphValue Sum(GraphDraft m, GraphValue left, GraphValue right) => m.Once(2) ? m.Sum(left, right) : m.Sum(right, left);

    /// <summary>Two values multiplied, in either order.</summary>
    public static GraphValue Times(GraphDraft m, GraphValue left, GraphValue right) => m.Once(2) ? m.Times(left, right) : m.Times(right, left);

    /// <summary>The value, or an activation behind it.</summary>
    public static GraphValue Perhaps(GraphDraft m, GraphValue x) => m.Once(2) ? Activate(m, x) : x;

    /// <summary>The value, or a BatchNormalization behind it.</summary>
    public static GraphValue PerhapsNorm(GraphDraft m, GraphValue x) => m.Once(2) ? m.BatchNorm(x) : x;

    public static bool Biased(GraphDraft m) => !m.Once(3);

    /// <summary>A number of channels from 1 to 8 that a group count divides.</summary>
    public static int Some(GraphDraft m, int divisor = 1) => divisor * m.Next(1, Math.Max(1, 8 / divisor));

    private static GraphValue GeluByHand(GraphDraft m, GraphValue x)
    {
        if (m.Opset < 9)
            return m.Times(x, m.Sigmoid(m.Times(x, m.Number("steep", 1.702))));
        var bent = m.Sum(m.Add(new Erf(), m.Add(new Div(), x, m.Number("root", Math.Sqrt(2)))), m.Number("one", 1));
        return m.Times(m.Times(x, bent), m.Number("half", 0.5));
    }
}
