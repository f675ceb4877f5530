using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class NetworkTests
{
    private static readonly NetworkValue s_x = new("x", ElementType.Float, new Shape(Shape.Unknown, 3));
    private static readonly NetworkValue s_y = new("y", ElementType.Float, new Shape(Shape.Unknown, 3));
    private static readonly Node s_relu = new("r", new Relu(), ["x"], ["y"]);

    [TestMethod]
    public void AValidNetworkIsMade()
    {
        var network = new Network([s_x], [s_relu], [s_y], []);
        Assert.AreEqual("[N, 3]", network.Shapes["y"].ToString());
        Assert.AreSame(s_relu, network.ProducerOf("y"));
        Assert.IsNull(network.ProducerOf("x"));
        Assert.AreSame(s_relu, network.ReadersOf("x").Single());
        Assert.IsEmpty(network.ReadersOf("y"));
    }

    [TestMethod]
    public void ReadersAreToldInOrderAndOnceEach()
    {
        var make = new GraphMaker();
        var x = make.Input("x", -1, 3);
        var network = make.Build(make.Concat(1, make.Add(x, x), make.Relu(x), x));
        Assert.AreEqual("add1 relu1 concat1", string.Join(' ', network.ReadersOf("x").Select(n => n.Name)));
        Assert.AreEqual("relu1", network.ProducerOf("relu1")!.Name);
        var answers = ParallelEnumerable.Range(0, 1000).Select(_ => string.Join(' ', make.Build("concat1").ReadersOf("relu1").Select(n => n.Name))).Distinct();
        Assert.AreEqual("concat1", answers.Single());
    }

    [TestMethod]
    public void SettingsAreReadFromConstantsOnly()
    {
        var make = new GraphMaker();
        var x = make.Input("x", -1, 4);
        make.Reshape(x, 0, 2, 2);
        var node = make.Build(make.Last).Nodes[0];
        var network = make.Build(make.Last);
        CollectionAssert.AreEqual(new long[] { 0, 2, 2 }, network.IntegersOf(node, 1));
        Assert.IsNull(network.IntegersOf(node, 0));
        Assert.IsNull(network.IntegersOf(node, 2));
        Assert.IsNull(network.NumbersOf(node, 1));
        var small = Weight.Of("i", ElementType.Int32, new Shape(2), [1, 0, 0, 0, 254, 255, 255, 255]);
        var halves = Weight.Of("h", ElementType.Float16, new Shape(1), [0, 0x3e]);
        var odd = new Node("n", new OpaqueOp("Odd", "", OperatorAttributes.None), ["x", "i", "h", "long"], ["y"]);
        network = new Network([s_x], [odd], [s_y], [small, halves, Weight.Of("long", new Shape(5000), new long[5000])]);
        CollectionAssert.AreEqual(new long[] { 1, -2 }, network.IntegersOf(odd, 1));
        Assert.AreEqual(1.5f, network.NumberOf(odd, 2));
        Assert.IsNull(network.IntegersOf(odd, 3));
    }

    [TestMethod]
    public void AnUnknownInputNamesTheNodeAndTheValue() => Throws([s_x], [s_relu with { Inputs = ["z"] }], [s_y], [], "Relu 'r'", "'z'");

    [TestMethod]
    public void AValueReadBeforeItIsMadeNamesTheNode() =>
        Throws([s_x], [new("late", new Relu(), ["a"], ["y"]), new("early", new Relu(), ["x"], ["a"])], [s_y], [], "Relu 'late'", "'a'");

    [TestMethod]
    public void AValueMadeTwiceNamesTheNode() => Throws([s_x], [s_relu, s_relu with { Name = "s" }], [s_y], [], "Relu 's'", "'y'");

    [TestMethod]
    public void ANodeThatMakesItsOwnInputIsNamed() => Throws([s_x], [s_relu with { Outputs = ["x"] }], [s_y], [], "Relu 'r'", "'x'");

    [TestMethod]
    public void TwoNodesOfOneNameAreNamed() => Throws([s_x], [s_relu, s_relu with { Outputs = ["z"] }], [s_y], [], "'r'", "more than one node");

    [TestMethod]
    public void ANodeWithoutNameTellsItsOperator() => Throws([s_x], [s_relu with { Name = "" }], [s_y], [], "Relu", "no name");

    [TestMethod]
    public void ANodeWithoutOutputIsNamed() => Throws([s_x], [s_relu with { Outputs = [] }], [s_y], [], "Relu 'r'");

    [TestMethod]
    public void AnOutputThatNobodyMakesIsNamed() => Throws([s_x], [s_relu], [s_y with { Name = "z" }], [], "'z'");

    [TestMethod]
    public void ANetworkNeedsAnInput() => Throws([], [new("r", new Relu(), ["w"], ["y"])], [s_y], [Samples.Counting("w", 1, 3)], "at least one input");

    [TestMethod]
    public void ANetworkNeedsAnOutput() => Throws([s_x], [s_relu], [], [], "one output");

    [TestMethod]
    public void AWeightOfTheNameOfAnInputIsNamed() => Throws([s_x], [s_relu], [s_y], [Samples.Counting("x", 3)], "'x'");

    [TestMethod]
    public void TwoWeightsOfOneNameAreNamed() => Throws([s_x], [s_relu], [s_y], [Samples.Counting("w", 3), Samples.Counting("w", 2)], "'w'");

    [TestMethod]
    public void AnInputWithoutNameIsAnError() => Throws([s_x with { Name = "" }], [s_relu], [s_y], [], "no name");

    [TestMethod]
    public void AWeightThatDoesNotFitNamesTheNodeAndBothShapes() =>
        Throws([s_x], [new("g", new Gemm(), ["x", "w"], ["y"])], [s_y], [Samples.Counting("w", 4, 3)], "Gemm 'g'", "[N, 3]", "[N, 4]");

    [TestMethod]
    public void ABiasThatDoesNotFitNamesTheNode() =>
        Throws([s_x], [new("g", new Gemm(), ["x", "w", "b"], ["y"])], [s_y], [Samples.Counting("w", 3, 3), Samples.Counting("b", 2)], "Gemm 'g'", "'b'", "[3]");

    [TestMethod]
    public void AWeightOfTheWrongRankNamesTheNode() =>
        Throws([s_x], [new("g", new Gemm(), ["x", "w"], ["y"])], [s_y], [Samples.Counting("w", 3, 3, 1)], "Gemm 'g'", "'w'");

    [TestMethod]
    public void AConvolutionOfFeaturesNamesTheNode() =>
        Throws([s_x], [new("c", new Conv { Kernel = [1, 1] }, ["x", "w"], ["y"])], [s_y], [Samples.Counting("w", 3, 3, 1, 1)], "Conv 'c'", "4 dimensions");

    [TestMethod]
    public void AKernelUnlikeItsWeightNamesTheNode() =>
        Throws([Maps(3)], [new("c", new Conv { Kernel = [1, 2] }, ["x", "w"], ["y"])], [s_y], [Samples.Counting("w", 3, 3, 1, 1)], "Conv 'c'", "'w'");

    [TestMethod]
    public void FiltersThatDoNotDivideIntoGroupsNameTheNode() =>
        Throws([Maps(2)], [new("c", new Conv { Kernel = [1, 1], Group = 2 }, ["x", "w"], ["y"])], [s_y], [Samples.Counting("w", 3, 1, 1, 1)], "Conv 'c'", "3 filters", "2 groups");

    [TestMethod]
    [DataRow(0, 1, 0)]
    [DataRow(1, 0, 0)]
    [DataRow(1, 1, -1)]
    public void AWindowOfWrongNumbersNamesTheNode(int kernel, int stride, int pad) =>
        Throws([Maps(2)], [new("p", new MaxPool { Kernel = [kernel, 1], Strides = [stride, 1], Pads = [pad, 0, 0, 0] }, ["x"], ["y"])], [s_y], [], "MaxPool 'p'");

    [TestMethod]
    public void AWindowLargerThanTheMapNamesTheNode() =>
        Throws([Maps(2)], [new("p", new MaxPool { Kernel = [5, 1] }, ["x"], ["y"])], [s_y], [], "MaxPool 'p'", "at least 5 pixels");

    [TestMethod]
    public void ASoftmaxOverNoDimensionNamesTheNode() => Throws([s_x], [new("s", new Softmax { Axis = 2 }, ["x"], ["y"])], [s_y], [], "Softmax 's'");

    [TestMethod]
    public void WeightsThatNobodyReadsAreLeftOutOfChangedNetworks()
    {
        var network = Samples.Dense(new Gemm(), new Gemm());
        var shorter = network.With(nodes: network.Nodes.Take(2), outputs: [s_y with { Name = "act.out" }]);
        CollectionAssert.AreEqual(new[] { "b1", "w1" }, shorter.Weights.Keys.ToArray());
    }

    [TestMethod]
    public void ReplacingAWeightKeepsTheOthers()
    {
        var network = Samples.Dense(new Gemm(), new Gemm());
        var changed = network.WithWeights([network.Weights["b1"].With([9, 9, 9])]);
        CollectionAssert.AreEqual(new float[] { 9, 9, 9 }, changed.Values("b1"));
        CollectionAssert.AreEqual(new float[] { 1, 2, 3 }, network.Values("b1"));
        Assert.AreSame(network.Weights["w1"], changed.Weights["w1"]);
    }

    [TestMethod]
    public void CallersCannotChangeANetworkThroughTheirLists()
    {
        var nodes = new List<Node> { s_relu };
        var network = new Network([s_x], nodes, [s_y], []);
        nodes.Clear();
        Assert.HasCount(1, network.Nodes);
    }

    private static NetworkValue Maps(int channels) => new("x", ElementType.Float, new Shape(Shape.Unknown, channels, 4, 4));

    private static void Throws(IEnumerable<NetworkValue> inputs, IEnumerable<Node> nodes, IEnumerable<NetworkValue> outputs, IEnumerable<Weight> weights, params string[] mentions)
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => new Network(inputs, nodes, outputs, weights));
        foreach (var mention in mentions)
            Assert.Contains(mention, e.Message);
    }
}
