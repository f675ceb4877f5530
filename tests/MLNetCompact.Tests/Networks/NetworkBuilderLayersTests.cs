using System.Security.Cryptography;
using System.Text;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>The layers of modern networks: each gives a node that ONNX Runtime runs, with the weights that its description promises.</summary>
[TestClass]
public class NetworkBuilderLayersTests
{
    [TestMethod]
    public void NormalizationsAndActivationsRun()
    {
        var network = Start().Conv(6, 3, bias: false).BatchNormalization().LeakyRelu().Conv(4, 1).BatchNormalization(1e-3f, 0.5f).PRelu().Elu(0.5f).HardSwish()
            .Conv(4, 1).HardSigmoid().Swish().Relu6().Clip(-1, 0.5f).Dropout(0.2f).Flatten().Dense(5, bias: false).BatchNormalization().PRelu().Build();
        Same.Behaviour(network, network, "layers");
    }

    [TestMethod]
    public void PaddedAndOpenEndedPoolingsRun()
    {
        // 7 -> (7 + 2 - 3) / 2 + 1 = 4 -> ceil((4 - 3) / 2) + 1 = 2.
        var builder = Start().MaxPool(3, 2, pad: 1).AveragePool(3, 2, ceil: true);
        Assert.AreEqual("[N, 4, 2, 2]", builder.Shape.ToString());
        Same.Behaviour(builder.Build(), builder.Build(), "means");
        builder = Start().AveragePool(3, 2, pad: 1).MaxPool(3, 2, ceil: true);
        Assert.AreEqual("[N, 4, 2, 2]", builder.Shape.ToString());
        Same.Behaviour(builder.Build(), builder.Build(), "maxima");
    }

    [TestMethod]
    public void ConvolutionsHaveBlocksAndGaps()
    {
        var network = Start().Conv(6, 3, pad: 1, group: 2).Conv(4, 3, dilation: 2, pad: 2).DepthwiseConv(3, 2, pad: 1).Build();
        Assert.AreEqual("conv1.bias Float [6]; conv1.weight Float [6, 2, 3, 3]; conv2.bias Float [4]; conv2.weight Float [4, 6, 3, 3]; conv3.bias Float [4]; conv3.weight Float [4, 1, 3, 3]",
            string.Join("; ", network.Weights.Values));
        Assert.AreEqual("[N, 4, 4, 4]", network.Outputs[0].Shape!.ToString());
        Same.Behaviour(network, network, "convolutions");
    }

    [TestMethod]
    public void ABlockOfAConvolutionReadsOnlyItsShareOfTheChannels()
    {
        var values = Start().Conv(8, 3, group: 4).Build().Values("conv1.weight");
        var bound = Math.Sqrt(3.0 / 9);
        Assert.IsTrue(values.All(v => Math.Abs(v) <= bound));
        Assert.IsGreaterThan(0.8 * bound, values.Max());
    }

    [TestMethod]
    public void ANormalizationStartsAsTheIdentity()
    {
        var network = Start().BatchNormalization().Build();
        Assert.AreEqual("norm1.bias Float [4]; norm1.mean Float [4]; norm1.var Float [4]; norm1.weight Float [4]", string.Join("; ", network.Weights.Values));
        Assert.AreEqual("0 0 1 1", string.Join(' ', network.Weights.Values.Select(w => w.Values.ToArray().Distinct().Single())));
        CollectionAssert.AreEqual(new[] { "Features", "norm1.weight", "norm1.bias", "norm1.mean", "norm1.var" }, network.Nodes[0].Inputs.ToArray());
    }

    [TestMethod]
    public void LayersWithoutBiasHaveNone()
    {
        var network = Start().Conv(2, 1, bias: false).DepthwiseConv(1, bias: false).Flatten().Dense(2, bias: false).Build();
        CollectionAssert.AreEqual(new[] { "conv1.weight", "conv2.weight", "dense1.weight" }, network.Weights.Keys.ToArray());
    }

    [TestMethod]
    public void SubsamplingKeepsTheFirstRowAndPaddingAddsZeros()
    {
        var network = Start().Subsample(2).PadChannels(1, 2).Build();
        Assert.AreEqual("[N, 7, 4, 4]", network.Outputs[0].Shape!.ToString());
        var input = RandomNetworks.Inputs(network)["Features"];
        var output = OrtExecutor.Run(network.ToOnnx(), new Dictionary<string, ReferenceTensor> { ["Features"] = input })["Score"];
        for (var i = 0; i < output.Values.Length; i++)
        {
            var (row, channel, y, x) = (i / 112, i / 16 % 7, i / 4 % 4, i % 4);
            var expected = channel is 0 or > 4 ? 0 : input.Values[(row * 4 + channel - 1) * 49 + 2 * y * 7 + 2 * x];
            Assert.AreEqual(expected, output.Values[i], 1e-6);
        }
    }

    [TestMethod]
    public void AnyOperatorOfOneOutputCanBeAdded()
    {
        var network = Start().Add(new InstanceNormalization(), Weight.Of("scale", new Shape(4), new[] { 1f, 2, 3, 4 }), Weight.Of("B", new Shape(4), new float[4]))
            .Add(new DepthToSpace { BlockSize = 2 }).Add(new Softplus()).Build();
        Assert.AreEqual("[N, 1, 14, 14]", network.Outputs[0].Shape!.ToString());
        CollectionAssert.AreEqual(new[] { "instancenormalization1.B", "instancenormalization1.scale" }, network.Weights.Keys.ToArray());
        Same.Behaviour(network, network, "any operator");
    }

    [TestMethod]
    public void OperatorsThatAreNoneOfThisVersionAreErrors()
    {
        Wrong<ArgumentException>(b => b.Add(new Clip { Min = 0 }), "Clip 'clip1'", "version 17");
        Wrong<ArgumentException>(b => b.Add(new Gelu()), "Gelu 'gelu1'", "version 17");
        Wrong<ArgumentException>(b => b.Add(new Relu(), Weight.Of("w", new Shape(1), new float[1])), "Relu 'relu1'", "2 inputs");
        Wrong<ArgumentException>(b => b.Add(new Cast { To = ElementType.Int64 }), "Cast 'cast1'", "floating point");
        Wrong<ArgumentException>(b => b.Add(new InstanceNormalization()), "InstanceNormalization 'instancenormalization1'", "input 1");
        Wrong<ArgumentException>(b => b.Add(new InstanceNormalization(), Weight.Of("s", new Shape(3), new float[3]), Weight.Of("b", new Shape(4), new float[4])), "[3]", "[4]");
    }

    [TestMethod]
    public void WrongNumbersNameTheLayerAndTheRange()
    {
        Wrong<ArgumentException>(b => b.Conv(4, 3, group: 3), "Conv 'conv1'", "group is 3", "4 channels");
        Wrong<ArgumentException>(b => b.Conv(5, 3, group: 2), "5 filters");
        Wrong<ArgumentOutOfRangeException>(b => b.Conv(4, 3, group: 0), "group is 0", "at least 1");
        Wrong<ArgumentOutOfRangeException>(b => b.Conv(4, 3, dilation: 0), "dilation is 0", "at least 1");
        Wrong<ArgumentException>(b => b.Conv(4, 3, dilation: 4), "kernel of 9", "[N, 4, 7, 7]");
        Wrong<ArgumentException>(b => b.Conv(int.MaxValue, 7), "Conv 'conv1'", "2 GB");
        Wrong<ArgumentException>(b => b.Flatten().Dense(int.MaxValue), "Gemm 'dense1'", "2 GB");
        Wrong<ArgumentException>(b => b.Flatten().DepthwiseConv(3), "depthwise Conv", "[N, 196]");
        Wrong<ArgumentOutOfRangeException>(b => b.MaxPool(2, pad: 2), "MaxPool 'pool1'", "pad is 2");
        Wrong<ArgumentOutOfRangeException>(b => b.AveragePool(2, pad: -1), "AveragePool 'pool1'", "pad is -1");
        Wrong<ArgumentOutOfRangeException>(b => b.BatchNormalization(0), "BatchNormalization 'norm1'", "epsilon is 0");
        Wrong<ArgumentOutOfRangeException>(b => b.BatchNormalization(momentum: 1), "momentum is 1");
        Wrong<ArgumentOutOfRangeException>(b => b.Dropout(1), "Dropout 'dropout1'", "ratio is 1");
        Wrong<ArgumentOutOfRangeException>(b => b.Dropout(float.NaN), "ratio is NaN");
        Wrong<ArgumentOutOfRangeException>(b => b.Clip(1, 0), "Clip 'clip1'", "at least min, 1");
        Wrong<ArgumentOutOfRangeException>(b => b.Clip(float.NaN, 0), "min is NaN");
        Wrong<ArgumentOutOfRangeException>(b => b.LeakyRelu(float.PositiveInfinity), "LeakyRelu 'leakyrelu1'", "alpha");
        Wrong<ArgumentOutOfRangeException>(b => b.Elu(float.NaN), "Elu 'elu1'", "alpha");
        Wrong<ArgumentOutOfRangeException>(b => b.Subsample(0), "Slice 'slice1'", "step is 0");
        Wrong<ArgumentOutOfRangeException>(b => b.PadChannels(0, -1), "Pad 'pad1'", "behind is -1");
    }

    [TestMethod]
    public void TheWeightsOfASeedNeverChange()
    {
        Assert.AreEqual("BB2E1BF023C4F2F3", Fingerprint(Networks.LeNet5()));
        Assert.AreEqual("85B3CFCF1E8A59C6", Fingerprint(Networks.LeNet300100(seed: 7)));
        Assert.AreEqual("62D322BDEAA6455C", Fingerprint(new NetworkBuilder([2, 9, 8], 5).Conv(3, 3, stride: 2, pad: 1).Relu().MaxPool(2, 1).Sigmoid().AveragePool(2).Tanh()
            .Conv(2, 2, pad: 1).GlobalAveragePool().Flatten().Dense(3).Build()));
    }

    private static NetworkBuilder Start() => new([4, 7, 7], 3);

    private static string Fingerprint(Network network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var weight in network.Weights.Values)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(weight.ToString()));
            hash.AppendData(weight.Bytes.Span);
        }
        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }

    private static void Wrong<T>(Action<NetworkBuilder> build, params string[] mentions) where T : Exception
    {
        var e = Assert.ThrowsExactly<T>(() => build(Start()));
        foreach (var mention in mentions)
            Assert.Contains(mention, e.Message);
    }
}
