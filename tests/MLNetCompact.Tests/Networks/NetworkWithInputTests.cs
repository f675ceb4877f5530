using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class NetworkWithInputTests
{
    [TestMethod]
    public void OpenSizesAreStatedAndWhatFollowsIsTold()
    {
        var network = Open().WithInput("x", new Shape(1, 3, 8, 6));
        Assert.AreEqual("[1, 3, 8, 6]", network.Inputs.Single().Shape!.ToString());
        Assert.AreEqual("[1, 2, 4, 3]", network.Shapes["c"].ToString());
        Assert.AreEqual("[1, 2, 4, 3]", network.Outputs.Single().Shape!.ToString());
        Assert.AreEqual(4 * 3 * 2 * 27, NetworkCost.Of(network).MultiplyAdds);
        Assert.AreEqual("[1, 2, 4, 3]", Network.Load(network.ToOnnx()).Outputs.Single().Shape!.ToString());
        var anyBatch = Open().WithInput("x", new Shape(Shape.Unknown, 3, 8, 6));
        Same.Behaviour(anyBatch, Network.Load(anyBatch.ToOnnx()), "written and read");
    }

    [TestMethod]
    public void UnknownDimensionsLeaveWhatIsStated()
    {
        var network = Open().WithInput("x", new Shape(Shape.Unknown, Shape.Unknown, 8, Shape.Unknown));
        Assert.AreEqual("[N, 3, 8, N]", network.Inputs.Single().Shape!.ToString());
        Assert.AreEqual("[N, 2, 4, N]", network.Outputs.Single().Shape!.ToString());
    }

    /// <summary>The maps are enlarged to twice the size that a Shape node tells, and cut to a size that is computed from it.</summary>
    [TestMethod]
    public void ShapesComputedFromTheSizesBecomeConstants()
    {
        var open = Shape.Unknown;
        var network = new Network([new("x", ElementType.Float, new Shape(open, 3, open, open))],
            [
                new("shape", new ShapeOp(), ["x"], ["dims"]), new("double", new Mul(), ["dims", "factors"], ["sizes"]),
                new("resize", new Resize(), ["x", "", "", "sizes"], ["large"]), new("conv", new Conv { Kernel = [3, 3] }, ["large", "w"], ["y"]),
            ],
            [new("y", ElementType.Float, null)], [Samples.Counting("w", 2, 3, 3, 3), Weight.Of("factors", new Shape(4), new long[] { 1, 1, 2, 2 })]);
        Assert.AreEqual(0, NetworkCost.Of(network).MultiplyAdds);

        var stated = network.WithInput("x", new Shape(2, 3, 4, 5));

        CollectionAssert.AreEqual(new[] { "resize", "conv" }, stated.Nodes.Select(n => n.Name).ToArray());
        Assert.AreEqual("[2, 2, 6, 8]", stated.Outputs.Single().Shape!.ToString());
        Assert.AreEqual(6 * 8 * 54, NetworkCost.Of(stated).MultiplyAdds);
        var inputs = RandomNetworks.Inputs(stated);
        Same.Outputs(OrtExecutor.Run(network.ToOnnx(), inputs), OrtExecutor.Run(stated.ToOnnx(), inputs), "with sizes");
    }

    [TestMethod]
    public void AnInputOfUnknownRankGetsOne()
    {
        var network = new Network([new("x", ElementType.Float, null)], [new("r", new Relu(), ["x"], ["y"])], [new("y", ElementType.Float, null)], []);
        Assert.AreEqual("[2, 5]", network.WithInput("x", new Shape(2, 5)).Outputs.Single().Shape!.ToString());
    }

    [TestMethod]
    public void ShapesThatContradictAreErrors()
    {
        Wrong("y", new Shape(1, 3, 8, 8), "no input 'y'", "'x'");
        Wrong("x", new Shape(1, 4, 8, 8), "[N, 3, N, N]", "[1, 4, 8, 8]");
        Wrong("x", new Shape(1, 3, 8), "4 dimensions");
        Wrong("x", new Shape(1, 3, 0, 8), "[1, 3, 0, 8]", "at least 1");
    }

    [TestMethod]
    public void ANodeThatCannotComputeWithThemIsNamed()
    {
        var network = new Network([new("x", ElementType.Float, new Shape(Shape.Unknown, Shape.Unknown))], [new("dense", new Gemm(), ["x", "w"], ["y"])],
            [new("y", ElementType.Float, null)], [Weight.Of("w", new Shape(3, 2), new float[6])]);
        Assert.Contains("Gemm 'dense'", Assert.ThrowsExactly<ArgumentException>(() => network.WithInput("x", new Shape(1, 4))).Message);
    }

    private static void Wrong(string name, Shape shape, params string[] mentions)
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => Open().WithInput(name, shape));
        foreach (var mention in mentions)
            Assert.Contains(mention, e.Message);
    }

    /// <summary>A convolution of step 2 over maps of any size.</summary>
    private static Network Open()
    {
        var open = Shape.Unknown;
        return new Network([new("x", ElementType.Float, new Shape(open, 3, open, open))], [new("conv", new Conv { Kernel = [3, 3], Strides = [2, 2], Pads = [1, 1, 1, 1] }, ["x", "w"], ["c"])],
            [new("c", ElementType.Float, new Shape(open, 2, open, open))], [Samples.Counting("w", 2, 3, 3, 3)]);
    }
}
