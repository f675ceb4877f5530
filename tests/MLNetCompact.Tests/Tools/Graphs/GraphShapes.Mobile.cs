using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Grouped convolutions and gates.</summary>
internal static partial class GraphShapes
{
    /// <summary>conv1, a depthwise conv2, conv3 of one pixel.</summary>
    public static Network Depthwise()
    {
        var make = Make(out var x);
        return make.EndedFlat(make.ConvNormRelu(make.ConvNormRelu(make.ConvNormRelu(x, 6), 6, group: 6), 4, 1));
    }

    /// <summary>conv2 makes three channels of each of conv1's four.</summary>
    public static Network DepthwiseMultiplied()
    {
        var make = Make(out var x);
        return make.Ended(make.Conv(make.Relu(make.Conv(make.Conv(x, 4, 1), 12, 3, pad: 1, group: 4)), 5, 1));
    }

    /// <summary>Two grouped convolutions behind one another, of 2 and of 3 groups.</summary>
    public static Network Grouped()
    {
        var make = Make(out var x);
        return make.Ended(make.ConvNormRelu(make.ConvNormRelu(make.ConvNormRelu(x, 6), 12, group: 2), 6, group: 3));
    }

    /// <summary>Three depthwise and pointwise pairs.</summary>
    public static Network MobileNetV1()
    {
        var make = Make(out var x, size: 8);
        x = make.ConvNormRelu(x, 4);
        foreach (var (filters, stride) in new[] { (6, 1), (8, 2), (8, 1) })
            x = make.ConvNormRelu(make.ConvNormRelu(x, (int)make.ShapeOf(x)[1], 3, stride, (int)make.ShapeOf(x)[1]), filters, 1);
        return make.Ended(x);
    }

    /// <summary>Three inverted residuals with Clip to 0 and 6, the last two with shortcuts.</summary>
    public static Network MobileNetV2()
    {
        var make = Make(out var x, size: 8);
        x = make.Clip(make.ConvNorm(x, 4, stride: 2), 0, 6);
        foreach (var filters in new[] { 5, 5, 5 })
        {
            var (channels, wide) = ((int)make.ShapeOf(x)[1], 2 * (int)make.ShapeOf(x)[1]);
            var inner = make.Clip(make.ConvNorm(make.Clip(make.ConvNorm(x, wide, 1), 0, 6), wide, group: wide), 0, 6);
            x = channels == filters ? make.Add(x, make.ConvNorm(inner, filters, 1)) : make.ConvNorm(inner, filters, 1);
        }
        return make.Ended(make.Clip(make.ConvNorm(x, 8, 1), 0, 6));
    }

    /// <summary>Two inverted residuals with HardSwish and gates with HardSigmoid on the wide channels.</summary>
    public static Network MobileNetV3()
    {
        var make = Make(out var x);
        x = make.Node(new HardSwish(), make.ConvNorm(x, 4));
        for (var i = 0; i < 2; i++)
        {
            var inner = make.ConvNorm(make.Node(new HardSwish(), make.ConvNorm(x, 8, 1)), 8, group: 8);
            var gate = make.Node(new HardSigmoid { Alpha = 1 / 6f }, make.Conv(make.Relu(make.Conv(make.GlobalAveragePool(inner), 3, 1)), 8, 1));
            x = make.Add(make.ConvNorm(make.Node(new HardSwish(), make.Mul(inner, gate)), 4, 1), x);
        }
        return make.Ended(x);
    }

    /// <summary>Two units of grouped, shuffled, depthwise and grouped convolutions with shortcuts.</summary>
    public static Network ShuffleNet()
    {
        var make = Make(out var x);
        x = make.ConvNormRelu(x, 8);
        for (var i = 0; i < 2; i++)
        {
            var inner = make.Shuffle(make.Relu(make.Norm(make.Conv(x, 4, 1, group: 2, bias: false))), 2);
            x = make.Relu(make.Add(x, make.Norm(make.Conv(make.ConvNorm(inner, 4, group: 4), 8, 1, group: 2, bias: false))));
        }
        return make.Ended(x);
    }

    /// <summary>Two units in which one half goes a way of its own; Concat and shuffle follow.</summary>
    public static Network ShuffleNetV2()
    {
        var make = Make(out var x);
        x = make.ConvNormRelu(x, 8);
        for (var i = 0; i < 2; i++)
        {
            var halves = make.Split(x, 1, 4, 4);
            x = make.Shuffle(make.Concat(1, halves[0], make.ConvNormRelu(make.ConvNorm(make.ConvNormRelu(halves[1], 4, 1), 4, group: 4), 4, 1)), 2);
        }
        return make.Ended(make.ConvNormRelu(x, 6, 1));
    }

    /// <summary>conv1, its gates from conv2 and conv3, then conv4.</summary>
    public static Network SqueezeExcite()
    {
        var make = Make(out var x);
        return make.EndedFlat(make.Conv(make.SqueezeExcite(make.ConvNormRelu(x, 6), 3), 4, 3, pad: 1));
    }

    /// <summary>The same with dense1 and dense2, Flatten before and Reshape or Unsqueeze behind; in a residual block.</summary>
    public static Network SqueezeExciteDense()
    {
        var make = Make(out var x);
        x = make.ConvNormRelu(x, 6);
        for (var i = 0; i < 2; i++)
        {
            var inner = make.ConvNorm(x, 6);
            var gate = make.Sigmoid(make.Dense(make.Relu(make.Dense(make.Flatten(make.GlobalAveragePool(inner)), 3, transB: i == 0)), 6));
            gate = i == 0 ? make.Reshape(gate, -1, 6, 1, 1) : make.Node(new Unsqueeze(), gate, make.Integers(2, 3));
            x = make.Relu(make.Add(i == 0 ? make.Mul(inner, gate) : make.Mul(gate, inner), x));
        }
        return make.Ended(x);
    }

    /// <summary>One gate per pixel, from conv2; and one from the mean and maximum over channels.</summary>
    public static Network SpatialGate()
    {
        var make = Make(out var x);
        x = make.ConvNormRelu(x, 5);
        x = make.Conv(make.Mul(x, make.Sigmoid(make.Conv(x, 1, 1))), 5, 3, pad: 1);
        var mean = make.Node(new ReduceMean { Axes = [1] }, x);
        return make.Ended(make.Mul(x, make.Sigmoid(make.Conv(make.Concat(1, mean, make.Node(new ReduceMax { Axes = [1] }, x)), 1, 3, pad: 1))));
    }

    /// <summary>x * sigmoid(x) twice, in either order.</summary>
    public static Network Swish()
    {
        var make = Make(out var x);
        x = make.ConvNorm(x, 5, bias: true);
        x = make.ConvNorm(make.Mul(x, make.Sigmoid(x)), 4, bias: true);
        return make.EndedFlat(make.Mul(make.Sigmoid(x), x));
    }

    /// <summary>Slopes per channel behind conv1 and dense1, one slope for all behind conv2.</summary>
    public static Network PReluNet()
    {
        var make = Make(out var x);
        x = make.Conv(make.PRelu(make.Conv(x, 5, 3, pad: 1)), 4, 3);
        x = make.Node(new PRelu(), x, make.Between("shared", 0.1, 0.4, 1));
        return make.Build(make.Dense(make.PRelu(make.Dense(make.Flatten(x), 6)), 3));
    }

    /// <summary>conv2 makes one channel of each of conv1's; both, less the last channel, go on.</summary>
    public static Network Ghost()
    {
        var make = Make(out var x);
        var first = make.ConvNormRelu(x, 4);
        return make.Ended(make.ConvNormRelu(make.Slice(make.Concat(1, first, make.ConvNormRelu(first, 4, group: 4)), 1, 0, 7), 5));
    }

    /// <summary>Two blocks of MobileNetV2's form with Swish and gates.</summary>
    public static Network EfficientNet()
    {
        var make = Make(out var x);
        string Act(string y) => make.Mul(y, make.Sigmoid(y));
        x = Act(make.ConvNorm(x, 4));
        for (var i = 0; i < 2; i++)
        {
            var inner = Act(make.ConvNorm(Act(make.ConvNorm(x, 8, 1)), 8, group: 8));
            var gate = make.Sigmoid(make.Conv(Act(make.Conv(make.Node(new ReduceMean { Axes = [2, 3] }, inner), 2, 1)), 8, 1));
            x = make.Add(make.ConvNorm(make.Mul(gate, inner), 4, 1), x);
        }
        return make.Ended(x);
    }

    /// <summary>A depthwise convolution, LayerNormalization and two matrix products on channels that stand last, and a factor per channel.</summary>
    public static Network ConvNext()
    {
        var make = Make(out var x);
        x = make.Conv(x, 4, 2, 2);
        var last = make.Transpose(make.Conv(x, 4, 3, pad: 1, group: 4), 0, 2, 3, 1);
        last = make.Node(new LayerNormalization { Epsilon = 1e-2f }, last, make.Between("ln.scale", 0.5, 1.5, 4), make.Random("ln.bias", 4, 4));
        last = make.MatMul(make.Relu(make.MatMul(last, 8)), 4);
        last = make.Mul(make.Between("layerscale", 0.5, 1.5, 4), last);
        return make.Ended(make.Add(x, make.Transpose(last, 0, 3, 1, 2)));
    }
}
