using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Shapes of operators with a window, against ONNX Runtime.</summary>
[TestClass]
public class WindowShapeTests
{
    private static readonly string[] s_rules = ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"];

    [TestMethod]
    public void Convolutions() => NodeCases.Hold(150, random =>
    {
        var (axes, group) = (random.Next(1, 4), random.Next(4) == 0 ? 2 : 1);
        var (channels, filters) = (group * random.Next(1, 3), group * random.Next(1, 4));
        var (kernel, attributes) = Window(random, axes, dilated: true);
        attributes.Add(("group", (long)group));
        if (random.Next(2) == 0)
            attributes.Add(("kernel_shape", kernel));
        NodeInput?[] inputs = [NodeInput.Given([2, channels, .. Sizes(random, axes)]), NodeInput.Numbers([filters, channels / group, .. kernel]), NodeInput.Numbers(filters)];
        return new NodeCase("Conv", random.Next(7, 22), OperatorAttributes.Of(attributes), inputs[..random.Next(2, 4)]);
    });

    [TestMethod]
    public void TransposedConvolutions() => NodeCases.Hold(150, random =>
    {
        var (axes, group) = (random.Next(1, 4), random.Next(4) == 0 ? 2 : 1);
        var (channels, filters) = (group * random.Next(1, 3), random.Next(1, 4));
        var (kernel, attributes) = Window(random, axes, dilated: true);
        attributes.Add(("group", (long)group));
        if (random.Next(3) == 0)
            attributes.Add(("output_padding", Longs(random, axes, 0, 2)));
        else if (random.Next(4) == 0)
            attributes.Add(("output_shape", Longs(random, axes, 3, 9)));
        NodeInput?[] inputs = [NodeInput.Given([2, channels, .. Sizes(random, axes)]), NodeInput.Numbers([channels, filters, .. kernel]), NodeInput.Numbers(filters * group)];
        return new NodeCase("ConvTranspose", random.Next(7, 22), OperatorAttributes.Of(attributes), inputs[..random.Next(2, 4)]);
    }, node => node.Read() is OpaqueOp && IsSame(node));

    [TestMethod]
    [DataRow("MaxPool")]
    [DataRow("AveragePool")]
    [DataRow("LpPool")]
    public void Poolings(string opType) => NodeCases.Hold(150, random =>
    {
        var (axes, opset) = (random.Next(1, 4), random.Next(7, 22));
        var dilated = opset >= (opType == "MaxPool" ? 10 : opType == "AveragePool" ? 19 : 18);
        var (kernel, attributes) = Window(random, axes, dilated);
        attributes.Add(("kernel_shape", kernel));
        if (opset >= (opType == "LpPool" ? 18 : 10) && random.Next(2) == 0)
            attributes.Add(("ceil_mode", 1L));
        if (opType == "AveragePool")
            attributes.Add(("count_include_pad", random.NextInt64(2)));
        if (opType == "LpPool")
            attributes.Add(("p", random.NextInt64(1, 4)));
        return new NodeCase(opType, opset, OperatorAttributes.Of(attributes), [NodeInput.Given([2, 2, .. Sizes(random, axes)])]);
    }, node => IsSame(node) && (node.Attributes.Longs("dilations") ?? []).Any(d => d != 1));

    [TestMethod]
    [DataRow("GlobalAveragePool")]
    [DataRow("GlobalMaxPool")]
    [DataRow("GlobalLpPool")]
    public void GlobalPoolings(string opType) => NodeCases.Hold(20, random => new NodeCase(opType, random.Next(7, 22),
        opType == "GlobalLpPool" ? OperatorAttributes.Of(("p", random.NextInt64(1, 4))) : OperatorAttributes.None, [NodeInput.Given([2, 3, .. Sizes(random, random.Next(1, 4))])]));

    [TestMethod]
    [DataRow("Conv")]
    [DataRow("ConvTranspose")]
    [DataRow("MaxPool")]
    [DataRow("AveragePool")]
    public void PadsThatARuleMakesGiveTheSameNumbersAsPads(string opType)
    {
        var (random, checks) = (new Random(3), 0);
        while (checks < 60)
        {
            var axes = random.Next(1, 4);
            var (kernel, strides, sizes) = (Longs(random, axes, 1, 5), Longs(random, axes, 1, 4), Sizes(random, axes));
            NodeInput[] inputs = opType.Contains("Pool", StringComparison.Ordinal) ? [NodeInput.Given([1, 2, .. sizes])] : [NodeInput.Given([1, 2, .. sizes]), NodeInput.Numbers([2, 2, .. kernel])];
            List<(string, object?)> shared = [("kernel_shape", kernel), ("strides", strides)];
            (string, object?)[] rule = opType == "ConvTranspose" && random.Next(2) == 0
                ? [("output_shape", sizes.Zip(strides, kernel).Select(d => (d.First - 1) * d.Second + d.Third - random.NextInt64(d.Third)).ToArray()), ("auto_pad", random.Next(2) == 0 ? "SAME_UPPER" : null)]
                : [("auto_pad", s_rules[random.Next(2, 4)])];
            var node = new NodeCase(opType, 17, OperatorAttributes.Of([.. shared, .. rule]), inputs);
            var pads = node.Read() switch
            {
                Conv conv => conv.PadsFor(new Shape(inputs[0].Dims)),
                ConvTranspose transpose => transpose.PadsFor(new Shape(inputs[0].Dims)),
                Pooling pool => pool.PadsFor(new Shape(inputs[0].Dims)),
                _ => null,
            };
            if (pads is null)
                continue;
            var (expected, actual) = (node.Run(node.File()), node with { Attributes = OperatorAttributes.Of([.. shared, ("pads", pads.Select(p => (long)p).ToArray())]) });
            // Some versions of ONNX Runtime refuse a rule where a stride leaves numbers over.
            if (expected is null)
                continue;
            CollectionAssert.AreEqual(expected[0].Values, actual.Run(actual.File())![0].Values, $"{node} against pads {string.Join(' ', pads)}");
            checks++;
        }
    }

    private static bool IsSame(NodeCase node) => node.Attributes.Get("auto_pad", "NOTSET") is "SAME_UPPER" or "SAME_LOWER";

    private static (long[] Kernel, List<(string, object?)> Attributes) Window(Random random, int axes, bool dilated)
    {
        var (kernel, rule) = (Longs(random, axes, 1, 4), s_rules[Math.Max(0, random.Next(-2, 4))]);
        List<(string, object?)> attributes = [("auto_pad", rule == "NOTSET" && random.Next(2) == 0 ? null : rule)];
        if (random.Next(2) == 0)
            attributes.Add(("strides", Longs(random, axes, 1, 4)));
        if (dilated && random.Next(2) == 0)
            attributes.Add(("dilations", Longs(random, axes, 1, 3)));
        if (rule == "NOTSET" && random.Next(2) == 0)
            attributes.Add(("pads", Longs(random, 2 * axes, 0, 3)));
        return (kernel, attributes);
    }

    private static long[] Sizes(Random random, int axes) => Longs(random, axes, 5, 9);

    private static long[] Longs(Random random, int count, int least, int below) => [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(least, below))];
}
