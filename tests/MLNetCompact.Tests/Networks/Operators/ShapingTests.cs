using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Shapes of operators that join, cut and order what they read, against ONNX Runtime.</summary>
[TestClass]
public class ShapingTests
{
    [TestMethod]
    public void Concats() => NodeCases.Hold(60, random =>
    {
        var dims = Dims(random, 1);
        var axis = random.Next(dims.Length);
        return new NodeCase("Concat", random.Next(7, 22), OperatorAttributes.Of(("axis", Signed(random, axis, dims.Length, 7))),
            [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => NodeInput.Given([.. dims.Select((d, i) => i == axis ? random.NextInt64(1, 5) : d)]))]);
    });

    [TestMethod]
    public void Splits() => NodeCases.Hold(100, random =>
    {
        var (dims, opset, parts) = (Dims(random, 1), random.Next(7, 22), random.Next(1, 4));
        var axis = random.Next(dims.Length);
        long[]? sizes = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, parts).Select(_ => random.NextInt64(1, 4))];
        dims[axis] = sizes?.Sum() ?? parts * random.NextInt64(1, 4) - (opset >= 18 && parts == 2 ? random.NextInt64(2) : 0);
        NodeInput?[] inputs = sizes is not null && opset >= 13 ? [NodeInput.Given(dims), NodeInput.Integers(sizes)] : [NodeInput.Given(dims)];
        var attributes = OperatorAttributes.Of(("axis", Signed(random, axis, dims.Length, opset)), ("split", opset < 13 ? sizes : null), ("num_outputs", opset >= 18 && sizes is null ? (long)parts : null));
        return new NodeCase("Split", opset, attributes, inputs, parts);
    });

    [TestMethod]
    public void Slices() => NodeCases.Hold(150, random =>
    {
        var (dims, opset) = (Dims(random, 1), random.Next(7, 22));
        long[] axes = [.. Enumerable.Range(0, dims.Length).OrderBy(_ => random.Next()).Take(random.Next(1, dims.Length + 1)).Select(i => (long)i)];
        var inOrder = random.Next(3) == 0;
        if (inOrder)
            axes = [.. Enumerable.Range(0, axes.Length).Select(i => (long)i)];
        var (starts, ends) = (Numbers(random, axes.Length), Numbers(random, axes.Length));
        if (opset < 10)
            return new NodeCase("Slice", opset, OperatorAttributes.Of(("starts", starts), ("ends", ends), ("axes", inOrder ? null : axes)), [NodeInput.Given(dims)]);
        long[] steps = [.. axes.Select(_ => random.Next(6) switch { 0 => -1, 1 => 2, 2 => -3, 3 => long.MaxValue, 4 => -long.MaxValue, _ => 1L })];
        // Runtimes differ about backwards to the largest number.
        for (var i = 0; i < ends.Length; i++)
            ends[i] = steps[i] < 0 && ends[i] >= int.MaxValue ? -1 : ends[i];
        NodeInput?[] inputs =
        [
            NodeInput.Given(dims), NodeInput.Integers(starts), NodeInput.Integers(ends), inOrder ? null : NodeInput.Integers(axes.Select(a => Signed(random, (int)a, dims.Length, opset))),
            NodeInput.Integers(steps),
        ];
        return new NodeCase("Slice", opset, OperatorAttributes.None, random.Next(2) == 0 ? inputs : inputs[..4]);
    });

    [TestMethod]
    public void Gathers() => NodeCases.Hold(60, random =>
    {
        var dims = Dims(random, 1);
        var (axis, places) = (random.Next(dims.Length), Dims(random, 0, 2));
        var indices = Enumerable.Range(0, (int)places.Aggregate(1L, (product, d) => product * d)).Select(_ => random.NextInt64(dims[axis]));
        return new NodeCase("Gather", random.Next(7, 22), OperatorAttributes.Of(("axis", (long)axis)), [NodeInput.Given(dims), NodeInput.Indices(places, indices)]);
    });

    [TestMethod]
    public void Expands() => NodeCases.Hold(60, random =>
    {
        var dims = Dims(random, 0);
        long[] from = [.. dims.Skip(random.Next(dims.Length + 1)).Select(d => random.Next(2) == 0 ? 1 : d)];
        return new NodeCase("Expand", random.Next(8, 22), OperatorAttributes.None, [NodeInput.Given(from), NodeInput.Integers(dims.Select(d => random.Next(4) == 0 ? 1 : d))]);
    });

    [TestMethod]
    [DataRow("constant")]
    [DataRow("reflect")]
    [DataRow("edge")]
    [DataRow("wrap")]
    public void Pads(string mode) => NodeCases.Hold(60, random =>
    {
        var opset = mode == "wrap" ? random.Next(19, 22) : random.Next(7, 22);
        long[] dims = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.NextInt64(3, 6))];
        var axes = opset >= 18 && random.Next(2) == 0 ? Enumerable.Range(0, dims.Length).OrderBy(_ => random.Next()).Take(random.Next(1, dims.Length + 1)).ToArray() : null;
        long[] pads = [.. Enumerable.Range(0, 2 * (axes?.Length ?? dims.Length)).Select(_ => random.NextInt64(mode == "constant" ? -1 : 0, 3))];
        var value = mode == "constant" && random.Next(2) == 0;
        if (opset < 11)
            return new NodeCase("Pad", opset, OperatorAttributes.Of(("mode", mode), ("pads", pads), ("value", value ? 0.5f : null)), [NodeInput.Given(dims)]);
        NodeInput?[] inputs = [NodeInput.Given(dims), NodeInput.Integers(pads), value ? NodeInput.Floats([0.5f], scalar: true) : null, axes is null ? null : NodeInput.Integers(axes.Select(a => Signed(random, a, dims.Length, opset)))];
        return new NodeCase("Pad", opset, OperatorAttributes.Of(("mode", mode)), axes is not null ? inputs : value ? inputs[..3] : inputs[..2]);
    });

    [TestMethod]
    public void Reshapes() => NodeCases.Hold(150, random =>
    {
        var (dims, opset) = (Dims(random, 1), random.Next(7, 22));
        var target = dims.ToList();
        if (random.Next(2) == 0 && target.Count > 1)
        {
            // Two dimensions become one.
            var at = random.Next(target.Count - 1);
            target[at] *= target[at + 1];
            target.RemoveAt(at + 1);
        }
        if (random.Next(3) == 0)
            target.Insert(random.Next(target.Count + 1), 1);
        for (var i = 0; i < target.Count && i < dims.Length; i++)
            target[i] = target[i] == dims[i] && random.Next(2) == 0 ? 0 : target[i];
        if (random.Next(2) == 0)
            target[random.Next(target.Count)] = -1;
        var allow = opset >= 14 && !target.Contains(0) && random.Next(2) == 0;
        return new NodeCase("Reshape", opset, OperatorAttributes.Of(("allowzero", allow ? 1L : null)), [NodeInput.Given(dims), NodeInput.Integers(target)]);
    });

    [TestMethod]
    public void Flattens() => NodeCases.Hold(60, random =>
    {
        var (dims, opset) = (Dims(random, 1), random.Next(9, 22));
        return new NodeCase("Flatten", opset, OperatorAttributes.Of(("axis", random.Next(4) == 0 ? null : Signed(random, random.Next(dims.Length), dims.Length, opset))), [NodeInput.Given(dims)]);
    });

    [TestMethod]
    public void Transposes() => NodeCases.Hold(60, random =>
    {
        var dims = Dims(random, 1);
        long[] order = [.. Enumerable.Range(0, dims.Length).OrderBy(_ => random.Next()).Select(i => (long)i)];
        return new NodeCase("Transpose", random.Next(7, 22), OperatorAttributes.Of(("perm", random.Next(4) == 0 ? null : order)), [NodeInput.Given(dims)]);
    });

    [TestMethod]
    public void SqueezesAndUnsqueezes() => NodeCases.Hold(100, random =>
    {
        var (wide, opset) = (Dims(random, 1), random.Next(7, 22));
        var places = Enumerable.Range(0, wide.Length).Where(_ => random.Next(2) == 0).ToArray();
        if (places.Length == 0)
            places = [0];
        foreach (var place in places)
            wide[place] = 1;
        var axes = places.Select(p => Signed(random, p, wide.Length, opset)).ToArray();
        var squeeze = random.Next(2) == 0;
        var dims = squeeze ? wide : [.. wide.Where((_, i) => !places.Contains(i))];
        var all = squeeze && random.Next(3) == 0;
        return new NodeCase(squeeze ? "Squeeze" : "Unsqueeze", opset, OperatorAttributes.Of(("axes", opset < 13 && !all ? axes : null)),
            opset < 13 || all ? [NodeInput.Given(dims)] : [NodeInput.Given(dims), NodeInput.Integers(axes)]);
    });

    private static long[] Dims(Random random, int least, int most = 4) => [.. Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => random.NextInt64(1, 5))];

    private static long[] Numbers(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(8) switch { 0 => long.MaxValue, 1 => long.MinValue + 1, 2 => int.MaxValue, _ => random.NextInt64(-6, 7) })];

    /// <summary>The dimension, or its number from the end, which operators know from opset 11 on.</summary>
    private static long Signed(Random random, int axis, int rank, int opset) => opset >= 11 && random.Next(2) == 0 ? axis - rank : axis;
}
