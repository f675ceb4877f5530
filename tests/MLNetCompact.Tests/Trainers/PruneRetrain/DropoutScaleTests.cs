using MLNetCompact.Operators;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class DropoutScaleTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void DropoutFallsWithTheRootOfTheConnectionsAndComesBack(bool asInput)
    {
        var network = Network(asInput, 0.4f);
        var weight = network.Weights["w1"];
        var pruned = network.WithWeights([weight.With([.. weight.Values.ToArray().Select((v, i) => i % 4 == 0 ? v : 0)])]);
        var lower = DropoutScale.Apply(network, pruned);
        Assert.AreEqual(0.4 * Math.Sqrt(0.25), Ratio(lower, "drop1"), 1e-6);
        Assert.AreEqual(0.4, Ratio(lower, "drop2"), 1e-6, "the second layer has all its weights, though both read the same number");
        CollectionAssert.AreEqual(weight.Values.ToArray(), lower.Weights["w1"].Values.ToArray(), "the weights are not touched");
        var back = DropoutScale.Restore(lower, network);
        CollectionAssert.AreEqual(network.ToOnnx(), back.ToOnnx());
    }

    private static double Ratio(Network network, string node) => network.Nodes.Single(n => n.Name == node) is var found && found.Input(1) is { } name ? network.Weights[name].Values[0] : ((Dropout)found.Operator).Ratio!.Value;

    private static Network Network(bool asInput, float ratio)
    {
        Node Drop(string name, string from, string to) => new(name, new Dropout { Ratio = asInput ? null : ratio }, asInput ? [from, "ratio"] : [from], [to]);
        Weight All(string name, int rows, int columns) => Weight.Of(name, new Shape(rows, columns), Enumerable.Range(1, rows * columns).Select(i => (float)i).ToArray());
        return new Network([new("x", ElementType.Float, new Shape(Shape.Unknown, 4))],
            [new("dense1", new Gemm { TransB = true }, ["x", "w1"], ["a"]), new("relu", new Relu(), ["a"], ["b"]), Drop("drop1", "b", "c"), new("dense2", new Gemm { TransB = true }, ["c", "w2"], ["d"]), Drop("drop2", "d", "y")],
            [new("y", ElementType.Float, null)], [All("w1", 8, 4), All("w2", 2, 8), .. asInput ? [Weight.Of("ratio", new Shape(), [ratio])] : Array.Empty<Weight>()]) { Opset = asInput ? 13 : 10 };
    }
}
