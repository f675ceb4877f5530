using Google.Protobuf;
using MLNetCompact.Onnx;
using MLNetCompact.Tests.Tools;
using static MLNetCompact.Tests.Tools.HostileFile;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Models that are well-formed messages but no valid networks: each is refused, and the message names the place.</summary>
[TestClass]
public class BrokenModelTests
{
    [TestMethod]
    public void HugeDimensionsAreRefused() => Refused(m => { m.Weight("conv1.weight").Dims[0] = 1L << 40; }, "conv1.weight", "1099511627776");

    [TestMethod]
    public void DimensionsWhoseProductOverflowsAreRefused() => Refused(m =>
    {
        m.Weight("conv1.weight").Dims.Clear();
        m.Weight("conv1.weight").Dims.AddRange([1L << 32, 1L << 32, 1, 1]);
    }, "conv1.weight");

    [TestMethod]
    public void HugeDimensionBesideAnEmptyOneIsRefused() => Refused(m =>
    {
        var weight = m.Weight("dense1.weight");
        weight.Dims.Clear();
        weight.Dims.AddRange([0L, 1L << 40]);
        weight.RawData = ByteString.Empty;
    }, "dense1.weight");

    [TestMethod]
    public void LayerWithoutNeuronsIsRefused() => Refused(m =>
    {
        var weight = m.Weight("dense2.weight");
        weight.Dims.Clear();
        weight.Dims.AddRange([0L, 4L]);
        weight.RawData = ByteString.Empty;
        m.Weight("dense2.bias").Dims[0] = 0;
        m.Weight("dense2.bias").RawData = ByteString.Empty;
    }, "dense2");

    [TestMethod]
    public void NegativeDimensionIsRefused() => Refused(m => m.Weight("dense1.weight").Dims[1] = -27, "dense1.weight", "-27");

    [TestMethod]
    public void TooFewRawBytesAreRefused() => Refused(m => m.Weight("dense1.bias").RawData = ByteString.CopyFrom(new byte[12]), "dense1.bias", "needs 4", "holds 3");

    [TestMethod]
    public void HalfAnElementIsRefused() => Refused(m => m.Weight("dense1.bias").RawData = ByteString.CopyFrom(new byte[17]), "dense1.bias");

    [TestMethod]
    public void TooManyTypedValuesAreRefused() => Refused(m =>
    {
        m.Weight("dense1.bias").ClearRawData();
        m.Weight("dense1.bias").FloatData.AddRange(new float[5]);
    }, "dense1.bias", "holds 5");

    [TestMethod]
    public void TextWeightIsRefused() => Refused(m => m.Weight("dense1.bias").DataType = (int)ElementType.Text, "dense1.bias");

    [TestMethod]
    public void WeightWithoutNameIsRefused() => Refused(m => m.Weight("dense1.bias").Name = "", "name");

    [TestMethod]
    public void TwoWeightsOfOneNameAreRefused() => Refused(m => m.Weight("dense1.bias").Name = "dense1.weight", "dense1.weight");

    [TestMethod]
    public void TwoNodesOfOneNameAreRefused() => Refused(m => m.Node("dense1").Name = "dense2", "dense2");

    [TestMethod]
    public void TwoNodesThatMakeOneValueAreRefused() => Refused(m => m.Node("dense1").Output[0] = "flatten1", "dense1", "flatten1");

    [TestMethod]
    public void TwoInputsOfOneNameAreRefused() => Refused(m => m.Graph.Input.Add(m.Graph.Input[0].Clone()), "Features");

    [TestMethod]
    public void AttributeGivenTwiceIsRefused() => Refused(m => m.Node("conv1").Attribute.Add(m.Node("conv1").Attribute[0].Clone()), "dilations");

    [TestMethod]
    public void ValueReadBeforeItIsMadeIsRefused() => Refused(m =>
    {
        var nodes = m.Graph.Node;
        (nodes[1], nodes[2]) = (nodes[2], nodes[1]);
    }, "pool1", "relu1");

    [TestMethod]
    public void CycleIsRefused() => Refused(m => m.Node("conv1").Input[0] = "relu1", "conv1", "relu1");

    [TestMethod]
    public void NodeThatReadsItselfIsRefused() => Refused(m => m.Node("relu1").Input[0] = "relu1", "relu1");

    [TestMethod]
    public void MissingInputIsRefused() => Refused(m => m.Graph.Input.Clear(), "conv1", "Features");

    [TestMethod]
    public void MissingWeightIsRefused() => Refused(m => m.Graph.Initializer.RemoveAt(0), "conv1", "conv1.bias");

    [TestMethod]
    public void MissingOutputIsRefused() => Refused(m => m.Graph.Output[0].Name = "Probability", "Probability");

    [TestMethod]
    public void NetworkWithoutOutputIsRefused() => Refused(m => m.Graph.Output.Clear(), "output");

    [TestMethod]
    public void NodeWithoutInputsIsRefused() => Refused(m => m.Node("relu1").Input.Clear(), "relu1");

    [TestMethod]
    public void NodeWithoutOutputsIsRefused() => Refused(m => m.Graph.Node.Add(new NodeProto { Name = "sink", OpType = "Sink", Input = { "Score" } }), "sink");

    [TestMethod]
    public void WeightOutsideTheFileIsRefused() => Refused(m =>
    {
        m.Weight("dense1.weight").DataLocation = 1;
        m.Weight("dense1.weight").ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../../etc/passwd" });
    }, "dense1.weight", "outside the file");

    [TestMethod]
    [DataRow(5L)]
    [DataRow(99L)]
    [DataRow(0L)]
    [DataRow(-1L)]
    [DataRow(long.MaxValue)]
    public void UnknownOpsetIsRefused(long opset) => Refused(m => m.OpsetImport[0].Version = opset, $"{opset}", "7 to");

    [TestMethod]
    public void MissingOpsetIsRefused() => Refused(m => m.OpsetImport.Clear(), "version of ONNX's operators");

    [TestMethod]
    [DataRow(0L)]
    [DataRow(2L)]
    [DataRow(-8L)]
    [DataRow(1L << 40)]
    public void UnknownFormatVersionIsRefused(long version) => Refused(m => m.IrVersion = version, "file format");

    [TestMethod]
    public void KernelOfOneNumberIsRefused() => Refused(m => m.Node("conv1").Attribute.Single(a => a.Name == "kernel_shape").Ints.RemoveAt(0), "conv1");

    [TestMethod]
    public void StrideOfZeroIsRefused() => Refused(m => m.Node("conv1").Attribute.Single(a => a.Name == "strides").Ints[0] = 0, "conv1");

    [TestMethod]
    public void StrideBeyondIntegersIsRefused() => Refused(m => m.Node("conv1").Attribute.Single(a => a.Name == "strides").Ints[0] = 1L << 40, "conv1");

    [TestMethod]
    public void AttributeOfTheWrongKindIsRefused() => Refused(m =>
    {
        m.Node("dense1").Attribute.Single(a => a.Name == "transB").Type = AttributeProto.Types.AttributeType.Float;
    }, "dense1", "transB");

    [TestMethod]
    public void BiasOfTheWrongSizeIsRefused() => Refused(m =>
    {
        m.Weight("conv1.bias").Dims[0] = 2;
        m.Weight("conv1.bias").RawData = ByteString.CopyFrom(new byte[8]);
    }, "conv1", "conv1.bias");

    [TestMethod]
    public void InputThatIsNoTensorIsRefused() => Refused(m => m.Graph.Input[0].Type = null, "Features");

    [TestMethod]
    public void SegmentOfAWeightIsRefused() => Refused(m => m.Weight("dense1.weight").Segment = new() { Begin = 0, End = 1 }, "dense1.weight", "segments");

    [TestMethod]
    public void AttributeTheNodeCannotHoldIsRefused() => Refused(m => m.Node("conv1").Attribute.Single(a => a.Name == "group").I = 1L << 33, "conv1", "8589934592");
}
