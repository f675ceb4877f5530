using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Graphs made for tests run in ONNX Runtime with the shapes that the network tells.</summary>
[TestClass]
public class GraphMakerTests
{
    [TestMethod]
    public void BlocksOfEveryKindRunWithTheShapesTold()
    {
        var make = new GraphMaker();
        var x = make.Input("x", -1, 4, 8, 8);
        var left = make.Shuffle(make.PRelu(make.Norm(make.Conv(x, 8, 3, pad: 1, group: 2))), 2);
        var right = make.SqueezeExcite(make.Conv(x, 8, 1, bias: false), 3);
        var both = make.Relu(make.Add(left, right));
        var parts = make.Split(both, 1, 3, 5);
        var joined = make.Concat(1, make.MaxPool(parts[1], 2), make.AveragePool(parts[0], 2), make.PaddedShortcut(x, 1, 2));
        var wide = make.ConvTranspose(make.Clip(joined, -1, 1), 4, 2, 2);
        var rows = make.Dense(make.Flatten(make.GlobalAveragePool(wide)), 6, transB: false);
        var last = make.MatMul(make.Transpose(make.Reshape(make.Slice(wide, 1, 0, 4, 2), 0, 2, -1), 0, 2, 1), 3);
        var network = make.Build(rows, last, parts[0]);
        var values = OrtExecutor.Run(network.ToOnnx(), RandomNetworks.Inputs(network));
        foreach (var (name, value) in values)
            Assert.AreEqual(make.ShapeOf(name).With(0, 2), new Shape(value.Dims.Select(d => (long)d)), name);
        Assert.IsTrue(values.Values.All(v => v.Values.Distinct().Count() > 3 && v.Values.All(double.IsFinite)));
    }

    [TestMethod]
    public void SmallNetworksOfTheZooRun()
    {
        foreach (var network in new[] { ModelZoo.ResNetCifar(1, 4, 8, seed: 3), ModelZoo.MobileNetV1(32, zeros: false), ModelZoo.MobileNetV2(32, zeros: false) })
        {
            var y = OrtExecutor.Run(network.ToOnnx(), RandomNetworks.Inputs(network)).Values.Single();
            Assert.AreEqual(network.Outputs[0].Shape!.With(0, 2), new Shape(y.Dims.Select(d => (long)d)));
            Assert.IsTrue(y.Values.All(double.IsFinite));
        }
    }

    [TestMethod]
    public void SameSeedGivesTheSameNetwork() =>
        CollectionAssert.AreEqual(ModelZoo.ResNetCifar(1, 4, 8, seed: 3).ToOnnx(), ModelZoo.ResNetCifar(1, 4, 8, seed: 3).ToOnnx());
}
