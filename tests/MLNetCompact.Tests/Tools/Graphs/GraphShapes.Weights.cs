using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Weights that are shared or computed, and networks of several inputs or outputs.</summary>
internal static partial class GraphShapes
{
    /// <summary>One weight and bias for two convolutions behind one another, and a weight that a node of another place reads too.</summary>
    public static Network SharedConvolution()
    {
        var make = Make(out var x);
        x = make.Relu(make.Conv(x, 5, 1));
        var (weight, bias) = (make.Random("shared.weight", 45, 5, 5, 3, 3), make.Random("shared.bias", 4, 5));
        var op = new Conv { Kernel = [3, 3], Pads = [1, 1, 1, 1] };
        x = make.Node(op, make.Relu(make.Node(op, x, weight, bias)), weight, bias);
        var wide = make.Relu(make.Conv(x, 5, 1));
        return make.Ended(make.Add(make.Node(op with { Pads = [0, 0, 0, 0], Dilations = [1, 1] }, wide, weight), make.Conv(x, 5, 3)));
    }

    /// <summary>An autoencoder whose second layer reads the weight of the first, turned.</summary>
    public static Network TiedAutoencoder()
    {
        var make = new GraphMaker();
        var x = make.Input("x", -1, 6);
        var (first, second) = (make.Random("w1", 6, 5, 6), make.Random("w2", 5, 3, 5));
        var code = make.Relu(make.Node(new Gemm { TransB = true }, make.Relu(make.Node(new Gemm { TransB = true }, x, first, make.Random("b1", 4, 5))), second, make.Random("b2", 4, 3)));
        return make.Build(make.Node(new Gemm(), make.Relu(make.Node(new Gemm(), code, second, make.Random("b3", 4, 5))), first, make.Random("b4", 4, 6)), code);
    }

    /// <summary>Two inputs, x and z, through the same weights; the difference is given.</summary>
    public static Network Siamese()
    {
        var make = Make(out var x);
        var (weight, bias) = (make.Random("twin.weight", 27, 5, 3, 3, 3), make.Random("twin.bias", 4, 5));
        string Side(string y) => make.Flatten(make.GlobalAveragePool(make.Relu(make.Node(new Conv { Kernel = [3, 3] }, y, weight, bias))));
        return make.Build(make.Dense(make.Node(new Sub(), Side(x), Side(make.Input("z", -1, 3, 6, 6))), 3));
    }

    /// <summary>One stem, two outputs, and a value inside that is given too.</summary>
    public static Network TwoHeads()
    {
        var make = Make(out var x);
        var stem = make.ConvNormRelu(x, 6);
        var inside = make.ConvNormRelu(stem, 5);
        return make.Build(make.Dense(make.Flatten(stem), 2), inside, make.Dense(make.Flatten(make.GlobalAveragePool(make.Conv(inside, 4, 3))), 3));
    }

    /// <summary>conv2's weight is the product of a direction and a length per filter.</summary>
    public static Network WeightNorm()
    {
        var make = Make(out var x);
        x = make.Relu(make.Conv(x, 5, 3, pad: 1));
        var weight = make.Mul(make.Random("direction", 45, 4, 5, 3, 3), make.Between("length", 0.5, 1.5, 4, 1, 1, 1));
        return make.Ended(make.Conv(make.Relu(make.Node(new Conv { Kernel = [3, 3] }, x, weight, make.Random("bias", 4, 4))), 4, 1));
    }

    /// <summary>conv1 makes one channel, which conv2 reads: a group of one, which is no depthwise convolution.</summary>
    public static Network OneChannel()
    {
        var make = Make(out var x, 1);
        return make.Ended(make.ConvNormRelu(make.Conv(make.ConvNormRelu(x, 1), 4, 3, pad: 1), 5));
    }
}
