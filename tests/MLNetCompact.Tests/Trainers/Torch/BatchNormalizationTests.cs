using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class BatchNormalizationTests
{
    private const double Epsilon = 1e-3, Momentum = 0.8;

    [TestMethod]
    [DataRow(new long[] { 3, 4, 5 })]
    [DataRow(new long[] { 3, 7 })]
    [DataRow(new long[] { 3 })]
    public void InTrainingABatchIsNormalizedByItselfAndTheStatisticsMove(long[] row)
    {
        var network = Network(row);
        using var torchNetwork = new TorchNetwork(network, CPU) { Training = true };
        using var scope = NewDisposeScope();
        var (mean, variance) = (Doubles(network, "w4"), Doubles(network, "w5"));
        for (var step = 0; step < 3; step++)
        {
            var input = OperatorTests.Input(network, step);
            var expected = Step(network, input, mean, variance);
            OperatorTests.Near(expected.Values, OperatorTests.Numbers(torchNetwork.Forward(OperatorTests.Tensor(input))), 1e-5);
        }
        var after = torchNetwork.ToNetwork();
        OperatorTests.Near(mean, after.Values("w4"), 1e-5);
        OperatorTests.Near(variance, after.Values("w5"), 1e-5);
        CollectionAssert.AreEqual(network.Values("w2"), after.Values("w2"));
    }

    [TestMethod]
    public void InEvaluationTheStatisticsAreUsedAndStay()
    {
        var network = Network([3, 4, 5]);
        using var torchNetwork = new TorchNetwork(network, CPU);
        using var scope = NewDisposeScope();
        var input = OperatorTests.Input(network, 1);
        torchNetwork.Training = true;
        torchNetwork.Forward(OperatorTests.Tensor(input));
        torchNetwork.Training = false;
        var moved = torchNetwork.ToNetwork();
        var found = OperatorTests.Numbers(torchNetwork.Forward(OperatorTests.Tensor(input)));
        OperatorTests.Near(Ort(moved, input), found, 1e-5);
        CollectionAssert.AreEqual(moved.ToOnnx(), torchNetwork.ToNetwork().ToOnnx());
    }

    [TestMethod]
    public void FrozenStatisticsAreUsedAndStayInTrainingToo()
    {
        var network = Network([3, 4, 5]);
        using var torchNetwork = new TorchNetwork(network, CPU, freezeNormalization: true) { Training = true };
        using var scope = NewDisposeScope();
        var input = OperatorTests.Input(network, 1);
        OperatorTests.Near(Ort(network, input), OperatorTests.Numbers(torchNetwork.Forward(OperatorTests.Tensor(input))), 1e-5);
        CollectionAssert.AreEqual(network.ToOnnx(), torchNetwork.ToNetwork().ToOnnx());
        Assert.AreEqual(4, torchNetwork.Parameters.Count, "the weights before, scale and bias");
        Assert.AreEqual(0, torchNetwork.Statistics.Count);
    }

    [TestMethod]
    public void OneValuePerChannelIsNormalizedWithWhatIsStored()
    {
        var network = Network([3, 1, 1]);
        using var torchNetwork = new TorchNetwork(network, CPU) { Training = true };
        using var scope = NewDisposeScope();
        var input = ReferenceTensor.Random(new Random(1), 1, 3, 1, 1);
        OperatorTests.Near(Ort(network, input), OperatorTests.Numbers(torchNetwork.Forward(OperatorTests.Tensor(input))), 1e-5);
        CollectionAssert.AreEqual(network.ToOnnx(), torchNetwork.ToNetwork().ToOnnx());
        Assert.AreEqual("n2", torchNetwork.OneValueNormalization?.Name);
        using var larger = new TorchNetwork(Network([3, 4, 5]), CPU);
        Assert.IsNull(larger.OneValueNormalization);
    }

    [TestMethod]
    public void GradientsPassThroughTheStatisticsOfTheBatch()
    {
        var network = Network([2, 3, 4]);
        using var torchNetwork = new TorchNetwork(network, CPU) { Training = true };
        using var scope = NewDisposeScope();
        var input = OperatorTests.Input(network, 4);
        var random = new Random(5);
        var shares = Enumerable.Range(0, 72).Select(_ => random.NextDouble() * 2 - 1).ToArray();
        var output = torchNetwork.Forward(OperatorTests.Tensor(input));
        var gradients = autograd.grad([output.mul(tensor([.. shares.Select(s => (float)s)], output.shape)).sum()], [.. torchNetwork.Parameters]);
        string[] names = [.. network.Weights.Keys.Where(n => torchNetwork.Trained(n) is not null)];
        for (var p = 0; p < names.Length; p++)
        {
            var found = OperatorTests.Numbers(gradients[p]);
            for (var i = 0; i < found.Length; i++)
                Assert.AreEqual((Loss(names[p], i, 1e-3f) - Loss(names[p], i, -1e-3f)) / 2e-3, found[i], 2e-3 * Math.Max(1, Math.Abs(found[i])), $"{names[p]} {i}");
        }

        // The loops below in double precision, with one weight moved.
        double Loss(string weight, int index, float by)
        {
            var moved = network.Set(weight, (i, v) => i == index ? v + by : v);
            return Step(moved, input, Doubles(moved, "w4"), Doubles(moved, "w5")).Values.Zip(shares, (y, s) => y * s).Sum();
        }
    }

    [TestMethod]
    public void ConstantsThatAFileKeepsOncePartWhereTheyAreMeasured()
    {
        // Zeros are the bias and the mean of both, ones the scale and the variance.
        var value = new NetworkValue("x", ElementType.Float, new Shape(-1, 2));
        var network = new Network([value],
            [new("a", new BatchNormalization(), ["x", "one", "zero", "zero", "one"], ["y"]), new("b", new BatchNormalization(), ["y", "one", "zero", "zero", "one"], ["z"])],
            [value with { Name = "z" }], [Weight.Of("zero", new Shape(2), [0f, 0]), Weight.Of("one", new Shape(2), [1f, 1])]);
        using var torchNetwork = new TorchNetwork(network, CPU) { Training = true };
        Assert.AreEqual(2, torchNetwork.Parameters.Count);
        Assert.AreEqual(4, torchNetwork.Statistics.Count);
        using var scope = NewDisposeScope();
        torchNetwork.Forward(tensor([1f, 2, 3, 8], [2, 2]));
        var after = torchNetwork.ToNetwork();
        var (first, second) = (after.Nodes[0], after.Nodes[1]);
        // A tenth of the mean.
        OperatorTests.Near([0.2, 0.5], after.Values(first.Inputs[3]), 1e-5);
        CollectionAssert.AreEqual(new[] { 0f, 0 }, after.Values(second.Inputs[3]));
        Assert.AreNotEqual(after.Values(first.Inputs[4])[1], after.Values(second.Inputs[4])[1]);
        CollectionAssert.AreEqual(new[] { 0f, 0 }, after.Values("zero"));
        Assert.AreEqual("zero", second.Inputs[2]);
    }

    /// <summary>Weights "w0" and "w1" before, then batch normalization with scale "w2", bias "w3", mean "w4", variance "w5".</summary>
    private static Network Network(long[] row) => Form.Of($"batch normalization {row.Length}", row, new BatchNormalization { Epsilon = (float)Epsilon, Momentum = (float)Momentum },
        f => [f.Floats(row[0]), f.Floats(row[0]), f.Floats(row[0]), f.Positive(row[0])]).Network;

    /// <summary>A training step in plain loops: the output; <paramref name="mean"/> and <paramref name="variance"/> move.</summary>
    private static ReferenceTensor Step(Network network, ReferenceTensor x, double[] mean, double[] variance)
    {
        var (channels, pixels) = (x.Dims[1], x.Values.Length / x.Dims[0] / x.Dims[1]);
        var (before, added, scale, bias) = (Doubles(network, "w0"), Doubles(network, "w1"), Doubles(network, "w2"), Doubles(network, "w3"));
        var y = ReferenceTensor.Zeros(x.Dims);
        for (var c = 0; c < channels; c++)
        {
            var places = (from n in Enumerable.Range(0, x.Dims[0]) from p in Enumerable.Range(0, pixels) select (n * channels + c) * pixels + p).ToArray();
            var values = places.Select(i => x.Values[i] * before[i % (channels * pixels)] + added[i % (channels * pixels)]).ToArray();
            var average = values.Average();
            var squares = values.Sum(v => (v - average) * (v - average));
            for (var i = 0; i < places.Length; i++)
                y.Values[places[i]] = scale[c] * (values[i] - average) / Math.Sqrt(squares / values.Length + Epsilon) + bias[c];
            mean[c] = Momentum * mean[c] + (1 - Momentum) * average;
            variance[c] = Momentum * variance[c] + (1 - Momentum) * squares / (values.Length - 1);
        }
        return y;
    }

    private static double[] Doubles(Network network, string weight) => [.. network.Values(weight).Select(v => (double)v)];

    private static double[] Ort(Network network, ReferenceTensor input) =>
        OrtExecutor.Run(network.ToOnnx(), new Dictionary<string, ReferenceTensor> { ["x"] = input }).Values.Single().Values;
}
