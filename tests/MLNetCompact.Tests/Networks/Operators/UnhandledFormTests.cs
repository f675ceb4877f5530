using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>A form of an operator that is not handled is never read as one that is: it is carried through.</summary>
[TestClass]
public class UnhandledFormTests
{
    private static readonly NodeInput s_maps = NodeInput.Given(1, 4, 6, 6);
    private static readonly NodeInput s_weight = NodeInput.Numbers(4, 4, 2, 2);
    private static readonly NodeInput s_channels = NodeInput.Numbers(4);
    private static readonly NodeInput s_one = NodeInput.Floats([1], scalar: true);

    private static IEnumerable<NodeCase> Forms =>
    [
        new("Conv", 13, Of(("auto_pad", "SAME")), [s_maps, s_weight]),
        new("Conv", 13, Of(("auto_pad", "VALID"), ("pads", new long[] { 1, 1, 1, 1 })), [s_maps, s_weight]),
        new("Conv", 13, Of(("kernel_shape", new long[] { 1, 1, 1, 1 })), [NodeInput.Given(1, 2, 3, 3, 3, 3), NodeInput.Numbers(2, 2, 1, 1, 1, 1)]),
        new("Conv", 13, None, [s_maps, NodeInput.Given(4, 4, 2, 2)]),
        new("Conv", 13, Of(("mystery", 1L)), [s_maps, s_weight]),
        new("Conv", 13, None, [s_maps, s_weight, s_channels, s_one]),
        new("ConvTranspose", 13, Of(("auto_pad", "SAME_UPPER"), ("strides", new long[] { 3, 3 })), [s_maps, s_weight]),
        new("ConvTranspose", 13, Of(("auto_pad", "SAME_LOWER"), ("pads", new long[] { 1, 0, 0, 0 })), [s_maps, s_weight]),
        new("ConvTranspose", 13, None, [s_maps, NodeInput.Given(4, 4, 2, 2)]),
        new("Gemm", 13, Of(("broadcast", 1L)), [NodeInput.Given(2, 3), NodeInput.Numbers(3, 4)]),
        new("BatchNormalization", 14, Of(("training_mode", 1L)), [s_maps, s_channels, s_channels, s_channels, s_channels], 3),
        new("BatchNormalization", 14, Of(("training_mode", 1L)), [s_maps, s_channels, s_channels, s_channels, s_channels]),
        new("BatchNormalization", 7, Of(("spatial", 0L)), [s_maps, s_channels, s_channels, s_channels, s_channels]),
        new("BatchNormalization", 9, Of(("spatial", 1L)), [s_maps, s_channels, s_channels, s_channels, s_channels]),
        new("BatchNormalization", 7, None, [s_maps, s_channels, s_channels, s_channels, s_channels], 5),
        new("LayerNormalization", 17, None, [s_maps, NodeInput.Numbers(6)], 3),
        new("MaxPool", 13, Of(("kernel_shape", new long[] { 2, 2 })), [s_maps], 2),
        new("MaxPool", 13, Of(("kernel_shape", new long[] { 2, 2 }), ("storage_order", 1L)), [s_maps]),
        new("MaxPool", 13, Of(("kernel_shape", new long[] { 2, 2 }), ("auto_pad", "SAME_UPPER"), ("dilations", new long[] { 2, 1 })), [s_maps]),
        new("AveragePool", 13, None, [s_maps]),
        new("LpPool", 18, Of(("kernel_shape", new long[] { 2, 2, 2, 2 })), [NodeInput.Given(1, 1, 4, 4, 4, 4)]),
        new("Dropout", 12, None, [s_maps, s_one, NodeInput.Given()]),
        new("Dropout", 12, None, [s_maps], 2),
        new("Dropout", 12, Of(("ratio", 0.5f)), [s_maps]),
        new("Clip", 10, None, [s_maps, s_one]),
        new("Clip", 11, Of(("min", 0f)), [s_maps]),
        new("Gelu", 20, Of(("approximate", "sigmoid")), [s_maps]),
        new("LeakyRelu", 13, Of(("beta", 1f)), [s_maps]),
        new("Max", 13, None, [s_maps]),
        new("Max", 13, None, [s_maps, s_maps, s_maps]),
        new("Min", 13, None, [s_maps, s_maps, s_one]),
        new("Add", 13, Of(("axis", 1L)), [s_maps, s_maps]),
        new("Concat", 13, None, [s_maps, s_maps]),
        new("Split", 13, Of(("split", new long[] { 2, 2 }), ("axis", 1L)), [s_maps], 2),
        new("Split", 17, Of(("num_outputs", 2L), ("axis", 1L)), [s_maps], 2),
        new("Slice", 10, Of(("starts", new long[] { 0 }), ("ends", new long[] { 1 })), [s_maps]),
        new("Slice", 9, Of(("starts", new long[] { 0 })), [s_maps]),
        new("Pad", 11, Of(("pads", new long[8])), [s_maps]),
        new("Pad", 7, None, [s_maps, NodeInput.Integers(new long[8])]),
        new("Pad", 13, Of(("mode", "mirror")), [s_maps, NodeInput.Integers(new long[8])]),
        new("Reshape", 7, Of(("shape", new long[] { -1 })), [s_maps]),
        new("Squeeze", 13, Of(("axes", new long[] { 0 })), [s_maps]),
        new("Unsqueeze", 13, Of(("axes", new long[] { 0 })), [s_maps]),
        new("Unsqueeze", 11, None, [s_maps]),
        new("ReduceMean", 18, Of(("axes", new long[] { 0 })), [s_maps]),
        new("ReduceMean", 13, Of(("noop_with_empty_axes", 1L)), [s_maps]),
        new("ReduceSum", 13, Of(("axes", new long[] { 0 })), [s_maps]),
        new("Resize", 18, Of(("axes", new long[] { 2, 3 })), [s_maps, null, NodeInput.Floats([2, 2])]),
        new("Resize", 18, Of(("keep_aspect_ratio_policy", "not_larger")), [s_maps, null, null, NodeInput.Integers(1, 4, 9, 7)]),
        new("Resize", 11, Of(("coordinate_transformation_mode", "tf_half_pixel_for_nn")), [s_maps, NodeInput.Floats([]), NodeInput.Floats([1, 1, 2, 2])]),
        new("Resize", 13, Of(("mode", "lanczos")), [s_maps, null, NodeInput.Floats([1, 1, 2, 2])]),
        new("Resize", 13, Of(("nearest_mode", "odd")), [s_maps, null, NodeInput.Floats([1, 1, 2, 2])]),
        new("Resize", 10, Of(("nearest_mode", "floor")), [s_maps, NodeInput.Floats([1, 1, 2, 2])]),
        new("Upsample", 9, Of(("scales", new float[] { 1, 1, 2, 2 })), [s_maps]),
        new("Upsample", 7, Of(("mode", "cubic"), ("scales", new float[] { 1, 1, 2, 2 })), [s_maps]),
        new("Upsample", 13, Of(("mode", "nearest")), [s_maps, NodeInput.Floats([1, 1, 2, 2])]),
        new("DepthToSpace", 13, None, [s_maps]),
        new("DepthToSpace", 13, Of(("blocksize", 2L), ("mode", "RCD")), [s_maps]),
        new("DepthToSpace", 10, Of(("blocksize", 2L), ("mode", "CRD")), [s_maps]),
        new("SpaceToDepth", 13, None, [s_maps]),
        new("Shape", 13, Of(("start", 1L)), [s_maps], Type: ElementType.Int64),
        new("Cast", 13, None, [s_maps]),
        new("Cast", 13, Of(("to", 1L), ("saturate", 0L)), [s_maps]),
        new("Relu", 13, Of(("alpha", 1f)), [s_maps]),
        new("Sigmoid", 13, None, [s_maps, s_maps]),
    ];

    public static IEnumerable<object[]> Numbers => Enumerable.Range(0, Forms.Count()).Select(i => new object[] { i, Forms.ElementAt(i).ToString() });

    [TestMethod]
    [DynamicData(nameof(Numbers))]
    public void IsCarriedThroughAsItWasRead(int number, string form)
    {
        var node = Forms.ElementAt(number);
        // A weight that the network computes, with no kernel_shape to tell the rank.
        var network = Network.Load(node.File());
        var read = network.Nodes.Single();
        Assert.IsInstanceOfType<OpaqueOp>(read.Operator, form);
        Assert.IsFalse(network.Shapes.ContainsKey(read.Output));
        CollectionAssert.AreEqual(network.ToOnnx(), Network.Load(network.ToOnnx()).ToOnnx());
        Assert.AreEqual(string.Join(' ', node.Attributes.Values.Select(a => a.Key)), string.Join(' ', read.Operator.Attributes.Values.Select(a => a.Key)));
    }

    [TestMethod]
    public void DropoutWhoseMaskNobodyReadsIsNone()
    {
        var network = new NodeCase("Dropout", 12, None, [s_maps], 2);
        var model = Onnx.ModelProto.Parser.ParseFrom(network.File());
        model.Graph.Output.RemoveAt(1);
        var read = Network.Load(Google.Protobuf.MessageExtensions.ToByteArray(model));
        Assert.IsInstanceOfType<Dropout>(read.Nodes[0].Operator);
        Assert.AreEqual(new Shape(1, 4, 6, 6), read.Shapes["y1"]);
    }

    [TestMethod]
    public void AttributeOfAnotherTypeIsRefused()
    {
        var node = new NodeCase("MaxPool", 13, Of(("kernel_shape", 2L)), [s_maps]);
        var e = Assert.ThrowsExactly<InvalidDataException>(() => Network.Load(node.File()));
        Assert.Contains("'kernel_shape'", e.Message);
    }

    [TestMethod]
    public void MaskOfDropoutThatTrainsIsNotMistaken()
    {
        foreach (var training in new byte[] { 0, 1 })
        {
            var form = new NodeForm("Dropout", "", None, ["x", "", "t"], ["y"], 13, name => name == "t" ? Weight.Of("t", ElementType.Bool, new Shape(), [training]) : null, _ => false);
            Assert.AreEqual(training == 1, OperatorTable.Find(form) is OpaqueOp);
        }
    }

    private static OperatorAttributes None => OperatorAttributes.None;

    private static OperatorAttributes Of(params (string, object?)[] attributes) => OperatorAttributes.Of(attributes);
}
