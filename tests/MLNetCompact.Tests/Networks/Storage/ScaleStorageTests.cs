using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class ScaleStorageTests
{
    private static readonly float[] s_values = [-127, 0, 64, 254, 2, -100];

    /// <summary>Two filters of three codes, in steps of 1 and of 2.</summary>
    private static Weight Scales(ElementType type = ElementType.Int8) => Weight.Of("w", new Shape(2, 3, 1, 1), new ScaleStorage(new(
        Weight.Of("s", type, new Shape(2, 3, 1, 1), [unchecked((byte)-127), 0, 64, 127, 1, unchecked((byte)-50)]), Weight.Of("t", new Shape(2), [1f, 2]))));

    private static Network Convolution(Weight weight, int opset = 17) => new([new("x", ElementType.Float, new Shape(Shape.Unknown, 3, 4, 4))],
        [new("conv", new Conv { Kernel = [1, 1] }, ["x", "w"], ["y"])], [new("y", ElementType.Float, null)], [weight]) { Opset = opset };

    [TestMethod]
    public void EachNumberIsItsCodeTimesTheStepOfItsFilter()
    {
        CollectionAssert.AreEqual(s_values, Scales().Values.ToArray());
        Assert.AreEqual(6 + 2 * 4, Scales().StoredBytes);
    }

    [TestMethod]
    [DataRow(7)]
    [DataRow(12)]
    [DataRow(17)]
    public void AFileHoldsItsCodesAndComesBackAsTheyAre(int opset)
    {
        var network = Convolution(Scales(), opset);
        var read = Network.Load(network.ToOnnx());
        Assert.AreEqual(network.Weights["w"].Storage, read.Weights["w"].Storage);
        CollectionAssert.AreEqual(network.ToOnnx(), read.ToOnnx());
        Same.Behaviour(network.WithWeights([Scales().AsDense()]), network, "coded");
        var optimized = OrtExecutor.Optimized(network.ToOnnx());
        Assert.AreEqual("Conv", string.Join(' ', optimized.Node.Select(n => n.OpType)));
    }

    [TestMethod]
    public void CodesWithoutASignComeBackToo()
    {
        var network = Convolution(Scales(ElementType.UInt8));
        CollectionAssert.AreEqual(new float[] { 129, 0, 64, 254, 2, 412 }, Network.Load(network.ToOnnx()).Values("w"));
    }

    [TestMethod]
    public void WhatIsNotExactlySuchACodeStaysNodes()
    {
        // Steps for each channel, not for each filter.
        var model = Onnx.ModelProto.Parser.ParseFrom(Convolution(Weight.Of("w", new Shape(3, 3, 1, 1), new ScaleStorage(new(
            Weight.Of("s", ElementType.Int8, new Shape(3, 3, 1, 1), new byte[9]), Weight.Of("t", new Shape(3), [1f, 2, 3]))))).ToOnnx());
        var steps = model.Graph.Initializer.Single(i => i.Name.EndsWith(".steps", StringComparison.Ordinal));
        steps.Dims.Clear();
        steps.Dims.AddRange([1, 3, 1, 1]);
        var network = Network.Load(Google.Protobuf.MessageExtensions.ToByteArray(model));
        Assert.IsFalse(network.Weights.Values.Any(w => w.Storage is CodedStorage));
    }

    [TestMethod]
    public void SlicesStayCoded()
    {
        CollectionAssert.AreEqual(new float[] { 254, 2, -100 }, Scales().Select(0, [1]).Values.ToArray());
        CollectionAssert.AreEqual(new float[] { 64, -127, -100, 254 }, Scales().Select(1, [2, 0]).Values.ToArray());
        Assert.IsInstanceOfType<ScaleStorage>(Scales().Select(1, [2, 0]).Storage);
    }

    [TestMethod]
    public void NumbersCanBecomeZeroWithinTheCode()
    {
        float[] less = [0, 0, 64, 254, 0, -100];
        Assert.AreEqual(Scales().Storage, Scales().With(s_values).Storage);
        Assert.IsInstanceOfType<ScaleStorage>(Scales().With(less).Storage);
        CollectionAssert.AreEqual(less, Scales().With(less).Values.ToArray());
        Assert.IsInstanceOfType<DenseStorage>(Scales().With([1, 0, 64, 254, 0, -100]).Storage);
    }

    [TestMethod]
    public void OtherNumbersAreRoundedToEightBits()
    {
        var storage = (CodedStorage)Scales().Storage;
        var changed = storage.WithTables([Weight.Of("factors", new Shape(6), [-127f, 0, 64, 100.3f, 2, -100])]);
        Assert.AreEqual(14, changed.StoredBytes);
        var values = Weight.Of("w", new Shape(2, 3, 1, 1), changed).Values.ToArray();
        // The first filter has not changed.
        CollectionAssert.AreEqual(s_values[..3], values[..3]);
        Assert.AreEqual(100.3f, values[3], 0.5f * 100.3f / 127);
    }
}
