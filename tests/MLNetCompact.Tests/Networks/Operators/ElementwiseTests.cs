using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>What operators make of single numbers, against ONNX Runtime; and their shapes.</summary>
[TestClass]
public class ElementwiseTests
{
    private static readonly float[] s_numbers = [.. Enumerable.Range(-400, 801).Select(i => i / 50f), -1e4f, -88, 88, 1e4f, 1e-6f, -1e-6f];

    [TestMethod]
    [DataRow("Relu", 7)]
    [DataRow("Sigmoid", 7)]
    [DataRow("Tanh", 7)]
    [DataRow("Identity", 7)]
    [DataRow("HardSwish", 14)]
    [DataRow("Softplus", 7)]
    [DataRow("Softsign", 7)]
    [DataRow("Mish", 18)]
    [DataRow("Erf", 9)]
    [DataRow("Exp", 7)]
    [DataRow("Log", 7)]
    [DataRow("Abs", 7)]
    [DataRow("Neg", 7)]
    [DataRow("Sqrt", 7)]
    [DataRow("Reciprocal", 7)]
    [DataRow("Floor", 7)]
    [DataRow("Ceil", 7)]
    [DataRow("Sin", 7)]
    [DataRow("Cos", 7)]
    [DataRow("Gelu", 20)]
    [DataRow("LeakyRelu", 7, "alpha")]
    [DataRow("Elu", 7, "alpha")]
    [DataRow("Selu", 7, "alpha", "gamma")]
    [DataRow("Celu", 12, "alpha")]
    [DataRow("ThresholdedRelu", 10, "alpha")]
    [DataRow("HardSigmoid", 7, "alpha", "beta")]
    [DataRow("Clip", 7, "min", "max")]
    [DataRow("Dropout", 7, "ratio")]
    public void FunctionsGiveTheNumbersOfOnnxRuntime(string opType, int since, params string[] attributes)
    {
        int[] opsets = opType is "Clip" or "Dropout" ? [7, 10] : [since, 21];
        foreach (var opset in opsets)
        foreach (var set in new[] { 0, 1, 2 })
        {
            // Without attributes, with the first, and with all.
            var values = attributes.Take(set).Select((name, i) => (name, (object?)(0.25f + i)));
            Agrees(new NodeCase(opType, opset, OperatorAttributes.Of(values), [NodeInput.GivenNumbers(s_numbers)]));
        }
    }

    [TestMethod]
    [DataRow("none")]
    [DataRow("tanh")]
    public void GeluOfEitherKindGivesTheNumbersOfOnnxRuntime(string kind) =>
        Agrees(new NodeCase("Gelu", 20, OperatorAttributes.Of(("approximate", kind)), [NodeInput.GivenNumbers(s_numbers)]));

    [TestMethod]
    public void ClipReadsItsBoundsFromConstantInputs()
    {
        foreach (var opset in new[] { 11, 12, 13, 21 })
        foreach (var (min, max) in new (float?, float?)[] { (-1, 2), (null, 0.5f), (-0.25f, null), (null, null), (3, 1) })
        {
            var node = new NodeCase("Clip", opset, OperatorAttributes.None, [NodeInput.GivenNumbers(s_numbers), Bound(min), Bound(max)]);
            var network = Network.Load(node.File());
            var clip = ((Clip)network.Nodes[0].Operator).Bounded(network.Nodes[0], network)!;
            Assert.AreEqual((min, max), (clip.Min, clip.Max));
            Close(node, node.Run(node.File())![0].Values!, s_numbers.Select(x => clip.Apply(x)));
        }
        var computed = Network.Load(new NodeCase("Clip", 13, OperatorAttributes.None, [NodeInput.Given(2, 3), NodeInput.Given()]).File());
        Assert.IsNull(((Clip)computed.Nodes[0].Operator).Bounded(computed.Nodes[0], computed));

        static NodeInput? Bound(float? bound) => bound is { } number ? NodeInput.Floats([number], scalar: true) : null;
    }

    [TestMethod]
    [DataRow("Add")]
    [DataRow("Sub")]
    [DataRow("Mul")]
    [DataRow("Div")]
    [DataRow("Pow")]
    [DataRow("Max")]
    [DataRow("Min")]
    public void PairsGiveTheNumbersOfOnnxRuntime(string opType)
    {
        float[] left = [-2, -0.5f, 0, 1, 3, 100, 1e-3f], right = [2, -1, 0.5f, 0, 3, 7, 1];
        float[] lefts = [.. left.SelectMany(l => right.Select(_ => l))], rights = [.. left.SelectMany(_ => right)];
        foreach (var opset in new[] { 8, 12, 13, 21 })
        {
            var node = new NodeCase(opType, opset, OperatorAttributes.None, [NodeInput.GivenNumbers(lefts), NodeInput.Floats(rights)]);
            var op = (BroadcastOp)node.Read();
            Close(node, node.Run(node.File())![0].Values!, lefts.Zip(rights, (l, r) => op.Apply(l, r)));
        }
    }

    [TestMethod]
    public void PairsOfAnyShapes() => NodeCases.Hold(150, random =>
    {
        long[] dims = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.NextInt64(1, 4))];
        long[] Partly() => [.. dims.Skip(random.Next(dims.Length + 1)).Select(d => random.Next(3) == 0 ? 1 : d)];
        NodeInput[] inputs = [NodeInput.Given(random.Next(2) == 0 ? dims : Partly()), random.Next(2) == 0 ? NodeInput.Given(Partly()) : NodeInput.Numbers(Partly())];
        var opType = new[] { "Add", "Sub", "Mul", "Div", "Max", "Min" }[random.Next(6)];
        return new NodeCase(opType, random.Next(8, 22), OperatorAttributes.None, random.Next(2) == 0 ? inputs : [inputs[1], inputs[0]]);
    });

    [TestMethod]
    public void FunctionsKeepShapeAndAttributes() => NodeCases.Hold(60, random =>
    {
        var (opType, attributes) = random.Next(5) switch
        {
            0 => ("LeakyRelu", new[] { "alpha" }), 1 => ("Selu", ["gamma"]), 2 => ("HardSigmoid", ["alpha", "beta"]), 3 => ("Elu", ["alpha"]), _ => ("Relu", []),
        };
        long[] dims = [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.NextInt64(1, 5))];
        return new NodeCase(opType, random.Next(7, 22), OperatorAttributes.Of(attributes.Select(a => (a, (object?)(float)random.NextDouble()))), [NodeInput.Given(dims)]);
    });

    [TestMethod]
    public void DropoutsAreIdentitiesInEveryForm()
    {
        var ratio = NodeInput.Floats([0.25f], scalar: true);
        foreach (var node in new NodeCase[]
        {
            new("Dropout", 7, OperatorAttributes.Of(("ratio", 0.25f)), [NodeInput.Given(2, 3)]), new("Dropout", 12, OperatorAttributes.Of(("seed", 3L)), [NodeInput.Given(2, 3)]),
            new("Dropout", 13, OperatorAttributes.None, [NodeInput.Given(2, 3), ratio]),
        })
            NodeCases.Hold(1, _ => node);
    }

    private static void Agrees(NodeCase node)
    {
        var op = (ElementwiseOp)node.Read();
        var expected = node.Run(node.File())!;
        Close(node, expected[0].Values!, s_numbers.Select(x => op.Apply(x)));
        Assert.AreEqual(new Shape(expected[0].Dims), Network.Load(node.File()).Shapes["y0"]);
    }

    /// <summary>Equal to what 32 bits hold.</summary>
    private static void Close(NodeCase node, double[] expected, IEnumerable<double> actual)
    {
        foreach (var (i, number) in actual.Index())
        {
            var single = (float)number;
            var same = single.Equals((float)expected[i]) || Math.Abs(single - expected[i]) <= 1e-6 + 2e-5 * Math.Abs(expected[i]);
            Assert.IsTrue(same, $"{node} makes {expected[i]} of number {i}, not {number}");
        }
    }
}
