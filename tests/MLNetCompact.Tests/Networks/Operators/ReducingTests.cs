using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Shapes of reductions, scalings and the like, against ONNX Runtime.</summary>
[TestClass]
public class ReducingTests
{
    [TestMethod]
    [DataRow("ReduceMean", 18)]
    [DataRow("ReduceMax", 18)]
    [DataRow("ReduceSum", 13)]
    public void Reductions(string opType, int inputsFrom) => NodeCases.Hold(80, random =>
    {
        var (dims, opset) = (Dims(random, 1), random.Next(7, 22));
        long[]? axes = random.Next(4) == 0 ? null : [.. Enumerable.Range(0, dims.Length).Where(_ => random.Next(2) == 0).Select(i => opset >= 11 && random.Next(2) == 0 ? i - dims.Length : (long)i)];
        axes = axes is { Length: 0 } ? null : axes;
        var attributes = OperatorAttributes.Of(("axes", opset < inputsFrom ? axes : null), ("keepdims", random.Next(3) is > 0 and var keep ? keep - 1L : null),
            ("noop_with_empty_axes", opset >= inputsFrom && random.Next(2) == 0 ? 1L : null));
        return new NodeCase(opType, opset, attributes, opset < inputsFrom || axes is null ? [NodeInput.Given(dims)] : [NodeInput.Given(dims), NodeInput.Integers(axes)]);
    });

    [TestMethod]
    public void Resizes() => NodeCases.Hold(150, random =>
    {
        var opset = random.Next(10, 22);
        long[] dims = [1, 2, random.NextInt64(1, 9), random.NextInt64(1, 9)];
        var mode = opset == 10 ? random.Next(2) == 0 ? "nearest" : "linear" : random.Next(3) switch { 0 => "nearest", 1 => "linear", _ => "cubic" };
        float[] factors = [1, 1, (float)(0.4 + 3 * random.NextDouble()), random.Next(2) == 0 ? 2 : 4f / 3];
        if (opset == 10)
            return new NodeCase("Resize", opset, OperatorAttributes.Of(("mode", mode)), [NodeInput.Given(dims), NodeInput.Floats(factors)]);
        var sizes = random.Next(2) == 0;
        string[] places = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "half_pixel_symmetric"];
        var attributes = OperatorAttributes.Of(("mode", mode), ("coordinate_transformation_mode", random.Next(2) == 0 ? null : places[random.Next(opset < 19 ? 4 : 5)]),
            ("nearest_mode", mode == "nearest" && random.Next(2) == 0 ? "floor" : null), ("cubic_coeff_a", mode == "cubic" ? -0.5f : null), ("exclude_outside", mode == "cubic" ? 1L : null),
            ("antialias", opset >= 18 && mode == "linear" && random.Next(2) == 0 ? 1L : null), ("keep_aspect_ratio_policy", opset >= 18 && sizes ? "stretch" : null));
        var region = opset < 13 ? NodeInput.Floats([]) : null;
        return new NodeCase("Resize", opset, attributes, sizes
            ? [NodeInput.Given(dims), region, opset < 13 ? NodeInput.Floats([]) : null, NodeInput.Integers(1, 2, random.NextInt64(1, 12), random.NextInt64(1, 12))]
            : [NodeInput.Given(dims), region, NodeInput.Floats(factors)]);
    });

    [TestMethod]
    public void Upsamples() => NodeCases.Hold(40, random =>
    {
        var opset = random.Next(7, 10);
        float[] factors = [1, 1, (float)(1 + 3 * random.NextDouble()), random.Next(1, 4)];
        NodeInput image = NodeInput.Given(1, 2, random.NextInt64(1, 9), random.NextInt64(1, 9));
        return new NodeCase("Upsample", opset, OperatorAttributes.Of(("mode", random.Next(2) == 0 ? "nearest" : "linear"), ("scales", opset < 9 ? factors : null)),
            opset < 9 ? [image] : [image, NodeInput.Floats(factors)]);
    });

    [TestMethod]
    public void DepthToSpaces() => NodeCases.Hold(40, random =>
    {
        var (block, opset) = (random.NextInt64(1, 4), random.Next(7, 22));
        var attributes = OperatorAttributes.Of(("blocksize", block), ("mode", opset >= 11 && random.Next(2) == 0 ? random.Next(2) == 0 ? "CRD" : "DCR" : null));
        return new NodeCase("DepthToSpace", opset, attributes, [NodeInput.Given(2, block * block * random.NextInt64(1, 4), random.NextInt64(1, 5), random.NextInt64(1, 5))]);
    });

    [TestMethod]
    public void SpaceToDepths() => NodeCases.Hold(30, random =>
    {
        var block = random.NextInt64(1, 4);
        return new NodeCase("SpaceToDepth", random.Next(7, 22), OperatorAttributes.Of(("blocksize", block)), [NodeInput.Given(2, random.NextInt64(1, 4), block * random.NextInt64(1, 5), block * random.NextInt64(1, 5))]);
    });

    [TestMethod]
    [DataRow("Softmax")]
    [DataRow("LogSoftmax")]
    public void Softmaxes(string opType) => NodeCases.Hold(40, random =>
    {
        var (dims, opset) = (Dims(random, 2), random.Next(7, 22));
        return new NodeCase(opType, opset, OperatorAttributes.Of(("axis", random.Next(3) == 0 ? null : random.NextInt64(opset < 11 ? 0 : -dims.Length, dims.Length))), [NodeInput.Given(dims)]);
    });

    [TestMethod]
    public void ShapesOfShapes() => NodeCases.Hold(40, random =>
    {
        var (dims, opset) = (Dims(random, 1), random.Next(7, 22));
        var attributes = opset < 15 ? OperatorAttributes.None : OperatorAttributes.Of(("start", random.Next(2) == 0 ? null : random.NextInt64(-6, 7)), ("end", random.Next(2) == 0 ? null : random.NextInt64(-6, 7)));
        return new NodeCase("Shape", opset, attributes, [NodeInput.Given(dims)], Type: ElementType.Int64);
    });

    [TestMethod]
    public void Casts() => NodeCases.Hold(20, random =>
    {
        var to = new[] { ElementType.Float, ElementType.Int64, ElementType.Double, ElementType.Float16 }[random.Next(4)];
        return new NodeCase("Cast", random.Next(7, 22), OperatorAttributes.Of(("to", (long)to)), [NodeInput.Given(Dims(random, 0))], Type: to);
    });

    private static long[] Dims(Random random, int least) => [.. Enumerable.Range(0, random.Next(least, 5)).Select(_ => random.NextInt64(1, 5))];
}
