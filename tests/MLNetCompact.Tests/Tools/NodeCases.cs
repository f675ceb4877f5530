using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Checks shapes and attributes of an operator on many random cases, against what ONNX Runtime gives.</summary>
internal static class NodeCases
{
    /// <summary>
    /// Of the random cases that ONNX Runtime runs, each is read as an operator, its shapes are those of the run, it is written as it was read, and with
    /// sizes left open nothing wrong is told.
    /// </summary>
    /// <param name="count">How many cases that run.</param>
    /// <param name="make">Makes a random case; ONNX Runtime may refuse up to half of them.</param>
    /// <param name="opaque">Whether an operator may be carried through for this case.</param>
    public static void Hold(int count, Func<Random, NodeCase> make, Func<NodeCase, bool>? opaque = null)
    {
        var random = new Random(7);
        var ran = 0;
        for (var tries = 0; ran < count; tries++)
        {
            Assert.IsLessThan(2 * count + 20, tries, "ONNX Runtime refuses most cases.");
            var node = make(random);
            var file = node.File();
            if (node.Run(file) is not { } expected)
                continue;
            ran++;
            var network = Load(node, file);
            if (opaque?.Invoke(node) == true)
            {
                Assert.IsInstanceOfType<OpaqueOp>(network.Nodes[0].Operator, $"{node}");
                continue;
            }
            Assert.IsNotInstanceOfType<OpaqueOp>(network.Nodes[0].Operator, $"{node}");
            for (var i = 0; i < node.Outputs; i++)
                Assert.AreEqual(new Shape(expected[i].Dims), network.Shapes.GetValueOrDefault($"y{i}"), $"{node}: output {i}");
            SameNumbers(node, expected, network.ToOnnx());
            foreach (var (open, ranks, constants) in new[] { (random, true, true), (null, false, true), (null, true, false), (random, true, false) })
                Sound(node, expected, node.File(open, ranks, constants), ranks);
        }
    }

    /// <summary>Nothing is told that is not so.</summary>
    private static void Sound(NodeCase node, List<(long[] Dims, double[]? Values)> expected, byte[] file, bool ranks)
    {
        var network = Load(node, file);
        for (var i = 0; i < node.Outputs; i++)
        {
            if (network.Shapes.GetValueOrDefault($"y{i}") is not { } shape)
                continue;
            var fits = shape.Count == expected[i].Dims.Length && shape.Zip(expected[i].Dims).All(d => d.First == Shape.Unknown || d.First == d.Second);
            Assert.IsTrue(fits, $"{node}: with inputs {string.Join(", ", network.Inputs.Select(x => $"{x.Name} {x.Shape}"))}{(ranks ? "" : " of unknown rank")} output {i} is {shape}, but gives [{string.Join(", ", expected[i].Dims)}]");
        }
    }

    private static Network Load(NodeCase node, byte[] file)
    {
        try
        {
            return Network.Load(file);
        }
        catch (InvalidDataException e)
        {
            throw new AssertFailedException($"{node} runs, but is not read: {e.Message}", e);
        }
    }

    private static void SameNumbers(NodeCase node, List<(long[] Dims, double[]? Values)> expected, byte[] written)
    {
        var actual = node.Run(written);
        Assert.IsNotNull(actual, $"{node} does not run as it is written");
        for (var i = 0; i < node.Outputs; i++)
        {
            CollectionAssert.AreEqual(expected[i].Dims, actual[i].Dims, $"{node} as it is written");
            CollectionAssert.AreEqual(expected[i].Values, actual[i].Values, $"{node} as it is written");
        }
    }
}
