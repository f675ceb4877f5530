using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Shapes of matrix products and normalizations, against ONNX Runtime.</summary>
[TestClass]
public class LinearShapeTests
{
    [TestMethod]
    public void DenseLayers() => NodeCases.Hold(100, random =>
    {
        var (rows, inputs, outputs, opset) = (random.NextInt64(1, 4), random.NextInt64(1, 4), random.NextInt64(1, 4), random.Next(7, 22));
        var (a, b) = (random.Next(2), random.Next(2));
        long[][] biases = [[outputs], [1, outputs], [rows, outputs], [1], [], [rows, 1], [1, 1]];
        NodeInput?[] read =
        [
            NodeInput.Given(a == 1 ? [inputs, rows] : [rows, inputs]), Operand(random, b == 1 ? [outputs, inputs] : [inputs, outputs]), Operand(random, biases[random.Next(biases.Length)]),
        ];
        var attributes = OperatorAttributes.Of(("transA", a == 1 ? 1L : null), ("transB", (long)b), ("alpha", random.Next(2) == 0 ? 0.5f : null), ("beta", random.Next(2) == 0 ? -2f : null));
        return new NodeCase("Gemm", opset, attributes, read[..(opset < 11 ? 3 : random.Next(2, 4))]);
    });

    [TestMethod]
    public void MatrixProducts() => NodeCases.Hold(100, random =>
    {
        var (n, k, m) = (random.NextInt64(1, 4), random.NextInt64(1, 4), random.NextInt64(1, 4));
        long[] stack = [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.NextInt64(1, 4))];
        long[] Partly() => [.. stack.Skip(random.Next(stack.Length + 1)).Select(d => random.Next(3) == 0 ? 1 : d)];
        long[] left = random.Next(5) == 0 ? [k] : [.. random.Next(2) == 0 ? stack : Partly(), n, k];
        long[] right = random.Next(5) == 0 ? [k] : [.. random.Next(2) == 0 ? stack : Partly(), k, m];
        return random.Next(4) == 0 ? new NodeCase("MatMul", random.Next(9, 22), OperatorAttributes.None, [NodeInput.Numbers(left), NodeInput.Given(right)])
            : new NodeCase("MatMul", random.Next(9, 22), OperatorAttributes.None, [NodeInput.Given(left), Operand(random, right)]);
    });

    [TestMethod]
    public void BatchNormalizations() => NodeCases.Hold(40, random =>
    {
        var (channels, opset) = (random.NextInt64(1, 5), random.Next(7, 22));
        var attributes = OperatorAttributes.Of(("epsilon", random.Next(2) == 0 ? 0.01f : null), ("momentum", random.Next(2) == 0 ? 0.5f : null),
            ("spatial", opset < 9 && random.Next(2) == 0 ? 1L : null), ("training_mode", opset >= 14 && random.Next(2) == 0 ? 0L : null));
        return new NodeCase("BatchNormalization", opset, attributes, [Maps(random, channels, 0), .. Enumerable.Range(0, 4).Select(_ => NodeInput.Numbers(channels))]);
    });

    [TestMethod]
    public void InstanceNormalizations() => NodeCases.Hold(20, random =>
    {
        var channels = random.NextInt64(1, 5);
        return new NodeCase("InstanceNormalization", random.Next(7, 22), OperatorAttributes.Of(("epsilon", 0.5f)), [Maps(random, channels, 1), NodeInput.Numbers(channels), NodeInput.Numbers(channels)]);
    });

    [TestMethod]
    public void LayerNormalizations() => NodeCases.Hold(40, random =>
    {
        long[] dims = [2, .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.NextInt64(1, 5))];
        var axis = random.Next(1, dims.Length);
        NodeInput?[] inputs = [NodeInput.Given(dims), NodeInput.Numbers(dims[axis..]), NodeInput.Numbers(dims[axis..])];
        return new NodeCase("LayerNormalization", random.Next(17, 22), OperatorAttributes.Of(("axis", random.Next(2) == 0 ? axis : (long)axis - dims.Length), ("epsilon", 0.1f)), inputs[..random.Next(2, 4)]);
    });

    [TestMethod]
    public void ParametricRelus() => NodeCases.Hold(40, random =>
    {
        var channels = random.NextInt64(1, 5);
        long[][] slopes = [[channels, 1, 1], [1], [1, channels, 1, 1], [5, 6], [1, channels, 5, 6]];
        return new NodeCase("PRelu", random.Next(9, 22), OperatorAttributes.None, [NodeInput.Given(2, channels, 5, 6), NodeInput.Numbers(slopes[random.Next(slopes.Length)])]);
    });

    private static NodeInput Operand(Random random, long[] dims) => random.Next(3) == 0 ? NodeInput.Given(dims) : NodeInput.Numbers(dims);

    private static NodeInput Maps(Random random, long channels, int axes) =>
        NodeInput.Given([2, channels, .. Enumerable.Range(0, random.Next(axes, 4)).Select(_ => random.NextInt64(1, 5))]);
}
