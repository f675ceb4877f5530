using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class NetworkBuilderTests
{
    [TestMethod]
    public void LeNet5HasTheLayersOfThePapers() => Assert.AreEqual(
        "Conv 'conv1' [N, 20, 24, 24]; MaxPool 'pool1' [N, 20, 12, 12]; Conv 'conv2' [N, 50, 8, 8]; MaxPool 'pool2' [N, 50, 4, 4]; "
        + "Flatten 'flatten1' [N, 800]; Gemm 'dense1' [N, 500]; Relu 'relu1' [N, 500]; Gemm 'dense2' [N, 10]", Layers(Networks.LeNet5()));

    [TestMethod]
    public void LeNet300100HasTheLayersOfThePapers() => Assert.AreEqual(
        "Gemm 'dense1' [N, 300]; Relu 'relu1' [N, 300]; Gemm 'dense2' [N, 100]; Relu 'relu2' [N, 100]; Gemm 'dense3' [N, 10]", Layers(Networks.LeNet300100()));

    [TestMethod]
    public void EveryLayerOfTheBuilderRuns()
    {
        var network = new NetworkBuilder(2, 9, 8).Conv(3, 3, stride: 2, pad: 1).Relu().MaxPool(2, 1).Sigmoid().AveragePool(2).Tanh().Conv(2, 2, pad: 1).GlobalAveragePool().Flatten().Dense(3).Build();
        Assert.AreEqual("Score", network.Outputs.Single().Name);
        Assert.AreEqual("[N, 3]", network.Outputs.Single().Shape!.ToString());
        Assert.AreEqual("[N, 2, 9, 8]", network.Inputs.Single().Shape!.ToString());
        Same.Behaviour(network, network, "builder");
    }

    [TestMethod]
    public void InitialWeightsAreUniformInTheStatedRange()
    {
        var network = Networks.LeNet5();
        foreach (var (name, inputs) in new[] { ("conv1", 25), ("conv2", 500), ("dense1", 800), ("dense2", 500) })
        {
            var bound = Math.Sqrt(3.0 / inputs);
            var values = network.Values($"{name}.weight");
            Assert.IsTrue(values.All(v => Math.Abs(v) <= bound));
            Assert.IsGreaterThan(0.9 * bound, values.Max());
            // Uniform in +-sqrt(3 / n) has variance 1 / n.
            Assert.AreEqual(1.0 / inputs, values.Average(v => (double)v * v), 0.15 / inputs);
            Assert.IsTrue(network.Values($"{name}.bias").All(v => v == 0));
        }
    }

    [TestMethod]
    public void SeedsDecideTheWeights()
    {
        float[] First(int seed) => new NetworkBuilder([4], seed).Dense(3).Build().Values("dense1.weight");
        CollectionAssert.AreEqual(First(7), First(7));
        CollectionAssert.AreNotEqual(First(7), First(8));
    }

    [TestMethod]
    public void WrongNumbersNameTheLayerAndTheRange()
    {
        Wrong<ArgumentOutOfRangeException>(b => b.Conv(2, 1).Conv(0, 3), "Conv 'conv2'", "filters is 0", "at least 1");
        Wrong<ArgumentOutOfRangeException>(b => b.Conv(1, 0), "Conv 'conv1'", "kernel is 0");
        Wrong<ArgumentOutOfRangeException>(b => b.Conv(1, -1), "Conv 'conv1'", "kernel is -1");
        Wrong<ArgumentOutOfRangeException>(b => b.Conv(1, 3, stride: 0), "Conv 'conv1'", "stride is 0");
        Wrong<ArgumentOutOfRangeException>(b => b.Conv(1, 3, pad: -1), "Conv 'conv1'", "pad is -1", "at least 0");
        Wrong<ArgumentOutOfRangeException>(b => b.MaxPool(-2), "MaxPool 'pool1'", "kernel is -2");
        Wrong<ArgumentOutOfRangeException>(b => b.AveragePool(2, 0), "AveragePool 'pool1'", "stride is 0");
        Wrong<ArgumentOutOfRangeException>(b => b.Flatten().Dense(0), "Gemm 'dense1'", "neurons is 0");
    }

    [TestMethod]
    public void KernelsLargerThanTheMapsNameTheLayerBeforeMemoryIsTaken()
    {
        Wrong<ArgumentException>(b => b.Conv(1, 7), "Conv 'conv1'", "kernel of 7", "[N, 1, 6, 6]");
        Wrong<ArgumentException>(b => b.Conv(1000, int.MaxValue), "Conv 'conv1'");
        Wrong<ArgumentException>(b => b.MaxPool(2).MaxPool(4), "MaxPool 'pool2'");
    }

    [TestMethod]
    public void LayersInTheWrongOrderAreNamed()
    {
        Wrong<ArgumentException>(b => b.Conv(2, 3).Dense(5), "Gemm 'dense1'", "Flatten()");
        Wrong<ArgumentException>(b => b.Flatten().Conv(2, 3), "Conv 'conv1'", "[N, 36]");
        Wrong<ArgumentException>(b => b.Flatten().MaxPool(2), "MaxPool 'pool1'", "[N, 36]");
        Wrong<ArgumentException>(b => b.Flatten().AveragePool(2), "AveragePool 'pool1'");
        Wrong<ArgumentException>(b => b.Flatten().GlobalAveragePool(), "GlobalAveragePool 'pool1'");
    }

    [TestMethod]
    public void ANetworkWithoutLayersIsAnError() => Wrong<ArgumentException>(b => b.Build(), "no layer");

    [TestMethod]
    public void RowsWithoutOrWithWrongDimensionsAreErrors()
    {
        Assert.Contains("at least one dimension", Assert.ThrowsExactly<ArgumentException>(() => new NetworkBuilder()).Message);
        Assert.Contains("dimension 0", Assert.ThrowsExactly<ArgumentException>(() => new NetworkBuilder(3, 0)).Message);
    }

    private static string Layers(Network network) => string.Join("; ", network.Nodes.Select(n => $"{n} {network.Shapes[n.Output]}"));

    private static void Wrong<T>(Action<NetworkBuilder> build, params string[] mentions) where T : Exception
    {
        var e = Assert.ThrowsExactly<T>(() => build(new NetworkBuilder(1, 6, 6)));
        foreach (var mention in mentions)
            Assert.Contains(mention, e.Message);
    }
}
