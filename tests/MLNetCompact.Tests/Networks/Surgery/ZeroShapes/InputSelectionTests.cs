using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class InputSelectionTests
{
    private static Network Selected(Network network, string text)
    {
        var result = Surgery.SelectInputs(network);
        Assert.AreEqual(text, string.Join("; ", result.Changed.Select(c => c.Text)));
        Same.Behaviour(network, result.Network, text);
        return result.Network;
    }

    /// <summary>[N, 6] and one dense layer of 4 neurons that does not read <paramref name="dead"/>.</summary>
    private static Network Dense(Operator op, params int[] dead)
    {
        var inputs = op is Gemm { TransB: true } ? 1 : 0;
        var shape = inputs == 1 ? new Shape(4, 6) : new Shape(6, 4);
        var weight = Weight.Of("w", shape, [.. Enumerable.Range(0, 24).Select(i => dead.Contains(inputs == 1 ? i % 6 : i / 4) ? 0 : i + 1f)]);
        var x = new NetworkValue("x", ElementType.Float, op is Gemm { TransA: true } ? new Shape(6, Shape.Unknown) : new Shape(Shape.Unknown, 6));
        return new Network([x], [new("dense", op, ["x", "w"], ["y"])], [new("y", ElementType.Float, null)], [weight]);
    }

    [TestMethod]
    public void ADenseLayerReadsOnlyTheFeaturesThatCount()
    {
        var selected = Selected(Dense(new Gemm { TransB = true }, 1, 4), "Gemm 'dense' reads 4 of 6 inputs, behind a Gather");
        CollectionAssert.AreEqual(new long[] { 0, 2, 3, 5 }, selected.IntegersOf(selected.Nodes[0], 1));
        CollectionAssert.AreEqual(new float[] { 1, 3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19, 21, 22, 24 }, selected.Values("w"));
    }

    [TestMethod]
    public void NeighboursAreTakenByASlice()
    {
        var selected = Selected(Dense(new Gemm(), 0, 1, 5), "Gemm 'dense' reads 3 of 6 inputs, behind a Slice");
        Assert.AreEqual((2L, -1L, 1L), (selected.IntegersOf(selected.Nodes[0], 1)![0], selected.IntegersOf(selected.Nodes[0], 2)![0], selected.IntegersOf(selected.Nodes[0], 3)![0]));
    }

    [TestMethod]
    public void AWeightStoredTheOtherWayIsCutTheOtherWay() =>
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 13, 14, 15, 16 }, Selected(Dense(new MatMul(), 1, 2, 4, 5), "MatMul 'dense' reads 2 of 6 inputs, behind a Gather").Values("w"));

    [TestMethod]
    public void AnInputStoredTheOtherWayIsCutTheOtherWay()
    {
        var network = Dense(new Gemm { TransA = true }, 1);
        var selected = Surgery.SelectInputs(network).Network;
        Assert.AreEqual(0, ((Gather)selected.Nodes[0].Operator).Axis);
        var input = new Dictionary<string, ReferenceTensor> { ["x"] = ReferenceTensor.Random(new Random(1), 6, 3) };
        Same.Outputs(ReferenceExecutor.Run(network, input), OrtExecutor.Run(selected.ToOnnx(), input), "read across");
    }

    [TestMethod]
    public void ALayerThatReadsNothingKeepsOneInput()
    {
        var selected = Selected(Dense(new Gemm(), 0, 1, 2, 3, 4, 5), "Gemm 'dense' reads 1 of 6 inputs, behind a Slice");
        Assert.AreEqual("[1, 4]", selected.Weights["w"].Shape.ToString());
    }

    [TestMethod]
    public void FeaturesOfLiveChannelsGoInFrontOfTheDenseLayer()
    {
        // Places of a map that no neuron reads cannot be removed where they are made: the convolution makes whole maps.
        var network = new NetworkBuilder(1, 6, 6).Conv(3, 3).Flatten().Dense(4).Build().Set("dense1.weight", (i, v) => i % 48 % 16 < 4 ? 0 : v);
        Assert.IsEmpty(Surgery.FindDead(network));
        var selected = Selected(network, "Gemm 'dense1' reads 36 of 48 inputs, behind a Gather");
        Assert.AreEqual("[4, 36]", selected.Weights["dense1.weight"].Shape.ToString());
        Assert.AreEqual(network.Groups().Removable.Count(), selected.Groups().Removable.Count());
    }

    [TestMethod]
    public void ChannelsThatAnotherNodeReadsGoInFrontOfTheOneThatDoesNot()
    {
        var make = new GraphMaker();
        var x = make.Relu(make.Conv(make.Input("x", -1, 2, 5, 5), 4, 3, pad: 1));
        var network = make.Build(make.Concat(1, make.Conv(x, 3, 3), make.Conv(x, 3, 3)));
        network = network.Set("conv3.weight", (i, v) => i / 9 % 4 is 1 or 3 ? 0 : v);
        Assert.IsEmpty(Surgery.FindDead(network));
        Selected(network, "Conv 'conv3' reads 2 of 4 inputs, behind a Gather");
    }

    [TestMethod]
    public void ATransposedConvolutionDropsChannelsToo()
    {
        var make = new GraphMaker();
        var network = make.Build(make.ConvTranspose(make.Input("x", -1, 3, 4, 4), 2, 3));
        Selected(network.Set("convtranspose1.weight", (i, v) => i / 18 == 0 ? 0 : v), "ConvTranspose 'convtranspose1' reads 2 of 3 inputs, behind a Slice");
    }

    [TestMethod]
    public void BlocksOfChannelsStayWhole()
    {
        var make = new GraphMaker();
        var network = make.Build(make.Conv(make.Input("x", -1, 4, 4, 4), 4, 3, group: 2)).Set("conv1.weight", (i, v) => i / 9 % 2 == 0 ? 0 : v);
        Assert.AreSame(network, Surgery.SelectInputs(network).Network);
    }

    [TestMethod]
    public void AnInputOfUnknownDimensionsIsLeftAndNamed()
    {
        var dense = Dense(new Gemm(), 1);
        var network = dense.With(nodes: [new("odd", new OpaqueOp("Atan", "", OperatorAttributes.None), ["x"], ["o"]), new("dense", new Gemm(), ["o", "w"], ["y"])]);
        Assert.AreEqual("Gemm 'dense' keeps inputs that it does not read: the dimensions of 'o' are not known", Surgery.SelectInputs(network).Refused.Single().Text);
    }
}
