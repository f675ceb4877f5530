using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Heads, pixels that move, constants, and sizes that are not known.</summary>
internal static partial class GraphShapes
{
    /// <summary>Channels stand last when they are flattened: they are the fastest among the features of dense1.</summary>
    public static Network ChannelsLastHead()
    {
        var make = Make(out var x);
        return make.EndedFlat(make.Transpose(make.MaxPool(make.Relu(make.Conv(x, 5, 3, pad: 1)), 2), 0, 2, 3, 1));
    }

    /// <summary>Reshape to [N, -1], to [-1, C, H * W] and back, and to [-1, features].</summary>
    public static Network ReshapedHead()
    {
        var make = Make(out var x);
        x = make.Relu(make.Conv(x, 5, 3, pad: 1));
        x = make.Conv(make.Reshape(make.Relu(make.Reshape(x, -1, 5, 36)), 0, 5, 6, 6), 4, 3);
        return make.Build(make.Dense(make.Reshape(x, 0, -1), 3), make.Dense(make.Reshape(x, -1, 64), 2));
    }

    /// <summary>Matrix products with an Add behind them as dense layers.</summary>
    public static Network MatMulHead()
    {
        var make = Make(out var x);
        x = make.Flatten(make.Conv(x, 4, 3, stride: 2));
        return make.Build(make.MatMul(make.Relu(make.MatMul(x, 6)), 3, bias: false));
    }

    /// <summary>conv3 makes a map per class; maps and their means are given.</summary>
    public static Network FullyConvolutional()
    {
        var make = Make(out var x);
        var maps = make.Conv(make.ConvNormRelu(make.ConvNormRelu(x, 5), 4), 3, 1);
        return make.Build(maps, make.Node(new Softmax { Axis = 1 }, make.Flatten(make.GlobalAveragePool(maps))));
    }

    /// <summary>Zeros by a node of its own before a convolution without padding.</summary>
    public static Network PadNodes()
    {
        var make = Make(out var x);
        x = make.Relu(make.Conv(make.Pad(x, 0, 0, 1, 1, 0, 0, 1, 1), 5, 3));
        return make.Ended(make.Conv(make.Pad(x, 0, 0, 0, 1, 0, 0, 2, 1), 4, 3));
    }

    /// <summary>Maps padded by mirroring, with their edge, and with 0.5.</summary>
    public static Network PadModesNet()
    {
        var make = Make(out var x);
        foreach (var mode in new[] { PadMode.Reflect, PadMode.Edge, PadMode.Constant })
            x = make.Conv(make.Node(new Pad { Mode = mode }, make.Conv(x, 4, 1), make.Integers(0, 0, 1, 1, 0, 0, 1, 1), mode == PadMode.Constant ? make.Number(0.5f) : null), 4, 3);
        return make.Ended(x);
    }

    /// <summary>A mean that counts the zeros around the maps.</summary>
    public static Network MeanOverPadding()
    {
        var make = Make(out var x);
        x = make.Node(new AveragePool { Kernel = [3, 3], Pads = [1, 1, 1, 1], CountIncludePad = true }, make.ConvNorm(x, 5));
        return make.EndedFlat(make.Conv(x, 4, 3, pad: 1));
    }

    /// <summary>InstanceNormalization behind conv1 and conv2.</summary>
    public static Network InstanceNorm()
    {
        var make = Make(out var x);
        foreach (var i in new[] { 1, 2 })
            x = make.Relu(make.Node(new InstanceNormalization { Epsilon = 1e-2f }, make.Conv(x, 5, 3, pad: 1), make.Between($"in{i}.scale", 0.5, 1.5, 5), make.Random($"in{i}.bias", 4, 5)));
        return make.EndedFlat(x);
    }

    /// <summary>LayerNormalization over channels, height and width, then over the features of dense1.</summary>
    public static Network LayerNorm()
    {
        var make = Make(out var x, size: 4);
        x = make.Node(new LayerNormalization { Axis = 1, Epsilon = 1e-2f }, make.Conv(x, 4, 3, pad: 1), make.Between("ln1.scale", 0.5, 1.5, 4, 4, 4));
        x = make.Dense(make.Flatten(make.Conv(x, 4, 3)), 5);
        return make.Build(make.Dense(make.Node(new LayerNormalization { Epsilon = 1e-2f }, x, make.Between("ln2.scale", 0.5, 1.5, 5), make.Random("ln2.bias", 4, 5)), 3));
    }

    /// <summary>Down and up again by a transposed convolution, with what was there before joined; then maps.</summary>
    public static Network UNet()
    {
        var make = Make(out var x, size: 8);
        var top = make.ConvNormRelu(x, 4);
        var middle = make.ConvNormRelu(make.MaxPool(top, 2), 6);
        var bottom = make.ConvNormRelu(make.MaxPool(middle, 2), 8);
        var up = make.ConvNormRelu(make.Concat(1, middle, make.ConvTranspose(bottom, 5, 2, 2)), 6);
        return make.Build(make.Conv(make.Concat(1, make.ConvTranspose(up, 3, 2, 2), top), 2, 1));
    }

    /// <summary>Smaller maps are repeated and added to larger ones; both are given.</summary>
    public static Network Pyramid()
    {
        var make = Make(out var x, size: 8);
        var fine = make.ConvNormRelu(x, 4);
        var coarse = make.ConvNormRelu(fine, 6, stride: 2);
        var low = make.Conv(coarse, 5, 1);
        var scales = make.Constant(Weight.Of("scales", new Shape(4), [1f, 1, 2, 2]));
        var up = make.Node(new Resize { CoordinateTransformationMode = "asymmetric", NearestMode = "floor" }, low, null, scales);
        return make.Build(make.Conv(make.Add(make.Conv(fine, 5, 1), up), 3, 3, pad: 1), make.Conv(low, 3, 3, pad: 1));
    }

    /// <summary>DepthToSpace with the channels counted first (conv1) and last (conv2), and SpaceToDepth.</summary>
    public static Network DepthToSpaceNet()
    {
        var make = Make(out var x, size: 4);
        x = make.Node(new DepthToSpace { BlockSize = 2, ChannelFirst = true }, make.Conv(x, 8, 3, pad: 1));
        x = make.Node(new DepthToSpace { BlockSize = 2 }, make.Relu(make.Conv(x, 12, 3, pad: 1, stride: 2)));
        return make.Ended(make.Conv(make.Node(new SpaceToDepth { BlockSize = 2 }, make.Conv(x, 2, 1)), 4, 1));
    }

    /// <summary>The same by Reshape, Transpose and Reshape.</summary>
    public static Network PixelShuffleByHand()
    {
        var make = Make(out var x, size: 4);
        x = make.Reshape(make.Transpose(make.Reshape(make.Conv(x, 8, 3, pad: 1), 0, 2, 2, 2, 4, 4), 0, 1, 4, 2, 5, 3), 0, 2, 8, 8);
        x = make.Conv(x, 12, 3, stride: 2, pad: 1);
        x = make.Reshape(make.Transpose(make.Reshape(x, -1, 2, 2, 3, 4, 4), 0, 3, 4, 1, 5, 2), -1, 3, 8, 8);
        return make.Ended(make.Conv(x, 4, 3, pad: 1));
    }

    /// <summary>conv1's maps as four maps of half the size each, as YOLO cuts its input.</summary>
    public static Network Focus()
    {
        var make = Make(out var x);
        x = make.Conv(x, 4, 3, pad: 1);
        string Corner(long row, long column) => make.Node(new Slice(), x, make.Integers(row, column), make.Integers(int.MaxValue, int.MaxValue), make.Integers(2, 3), make.Integers(2, 2));
        return make.Ended(make.Conv(make.Concat(1, Corner(0, 0), Corner(1, 0), Corner(0, 1), Corner(1, 1)), 5, 3, pad: 1));
    }

    /// <summary>Softmax over channels between conv1 and conv2, and over features between dense1 and dense2.</summary>
    public static Network SoftmaxInside()
    {
        var make = Make(out var x);
        x = make.Conv(make.Node(new Softmax { Axis = 1 }, make.Conv(x, 5, 3, pad: 1)), 4, 3);
        return make.Build(make.Dense(make.Node(new Softmax(), make.Dense(make.Flatten(x), 5)), 3));
    }

    /// <summary>Convolutions, a pooling and a depthwise convolution over one dimension, in a residual block.</summary>
    public static Network Sequence()
    {
        var make = new GraphMaker();
        var x = make.Relu(make.Norm(make.Conv(make.Input("x", -1, 3, 12), 5, 3, pad: 1)));
        x = make.Relu(make.Add(make.Norm(make.Conv(make.Relu(make.Conv(x, 4, 3, pad: 2, dilation: 2)), 5, 1)), x));
        x = make.Node(new MaxPool { Kernel = [2], Strides = [2] }, make.Conv(x, 5, 3, pad: 1, group: 5));
        return make.EndedFlat(make.Conv(x, 4, 3));
    }

    /// <summary>Constants [C, 1, 1], [1, C, 1, 1] and one number, added, subtracted from, multiplied and divided by.</summary>
    public static Network ChannelConstants()
    {
        var make = Make(out var x);
        x = make.Add(make.Conv(x, 5, 3, pad: 1, bias: false), make.Random("a", 4, 5, 1, 1));
        x = make.Conv(make.Node(new Sub(), make.Random("b", 4, 1, 5, 1, 1), make.Mul(x, make.Between("c", 0.5, 1.5, 5, 1, 1))), 4, 3, pad: 1);
        return make.EndedFlat(make.Node(new Div(), make.Add(make.Number(0.5f), x), make.Between("d", 0.5, 1.5, 4, 1, 1)));
    }

    /// <summary>An operator that the library does not know between conv1 and conv2.</summary>
    public static Network OpaqueInside()
    {
        var make = Make(out var x);
        x = make.Node(new OpaqueOp("Atan", "", OperatorAttributes.None), make.Relu(make.Conv(x, 5, 3, pad: 1)));
        return make.Ended(make.Relu(make.Node(new Conv { Kernel = [3, 3], Pads = [1, 1, 1, 1] }, x, make.Random("w", 45, 4, 5, 3, 3), make.Random("b", 4, 4))));
    }

    /// <summary>Pixels that look at one another, added to the maps they come from.</summary>
    public static Network Attention()
    {
        var make = Make(out var x, size: 4);
        x = make.Conv(x, 4, 3, pad: 1);
        var rows = make.Transpose(make.Reshape(x, 0, 4, -1), 0, 2, 1);
        var looks = make.Node(new Softmax(), make.Node(new MatMul(), make.MatMul(rows, 3), make.Transpose(make.MatMul(rows, 3), 0, 2, 1)));
        var seen = make.Transpose(make.Node(new MatMul(), looks, make.MatMul(rows, 4)), 0, 2, 1);
        return make.Ended(make.Add(x, make.Reshape(seen, 0, 4, 4, 4)));
    }

    /// <summary>Height and width are not known: a residual block with a projection, gates, and means at the end.</summary>
    public static Network OpenSizes()
    {
        var make = new GraphMaker();
        var stream = make.ConvNormRelu(make.Input("x", -1, 3, -1, -1), 5);
        stream = make.Relu(make.Add(make.ConvNorm(make.ConvNormRelu(stream, 4, stride: 2), 6), make.ConvNorm(stream, 6, 1, 2)));
        return make.Ended(make.Conv(make.SqueezeExcite(stream, 3), 5, 3, pad: 1));
    }

    /// <summary>A shuffle of maps of unknown size: the shape to return to is read from the maps.</summary>
    public static Network OpenSizesShuffle()
    {
        var make = new GraphMaker();
        var x = make.ConvNormRelu(make.Input("x", -1, 3, -1, -1), 6);
        var mixed = make.Transpose(make.Reshape(x, 0, 2, 3, -1), 0, 2, 1, 3);
        var shape = make.Node(new Concat { Axis = 0 }, make.Integers(0, 6), make.Node(new ShapeOp { Start = 2 }, x));
        // What the reshaped maps are is not known before the network runs.
        x = make.Node(new Conv { Kernel = [3, 3], Pads = [1, 1, 1, 1] }, make.Node(new Reshape(), mixed, shape), make.Random("w", 54, 4, 6, 3, 3), make.Random("b", 4, 4));
        return make.Ended(make.Relu(x));
    }
}
