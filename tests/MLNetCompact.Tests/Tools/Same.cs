namespace MLNetCompact.Tests.Tools;

/// <summary>Whether two networks compute the same.</summary>
internal static class Same
{
    /// <summary>The largest difference relative to the largest output that counts as the same.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Outputs are the same to 1e-4 of the largest of each output.</summary>
    public static void Outputs(IReadOnlyDictionary<string, ReferenceTensor> expected, IReadOnlyDictionary<string, ReferenceTensor> actual, string what)
    {
        CollectionAssert.AreEquivalent(expected.Keys.ToArray(), actual.Keys.ToArray(), what);
        foreach (var (name, left) in expected)
        {
            var right = actual[name];
            CollectionAssert.AreEqual(left.Dims, right.Dims, $"{what}: dimensions of '{name}'");
            var difference = left.Values.Zip(right.Values).Select(v => Math.Abs(v.First - v.Second)).DefaultIfEmpty().Max();
            // Written so that NaN fails.
            Assert.IsTrue(difference <= Tolerance * Math.Max(left.LargestMagnitude, 1e-3),
                $"{what}: '{name}' differs by {difference:g3}, its largest value is {left.LargestMagnitude:g3}.");
        }
    }

    /// <summary>What the library knows of a value's dimensions is what running gives; the batch is never known.</summary>
    public static void Shape(Network network, string value, ReferenceTensor tensor, string what)
    {
        // Behind an operator that is carried through, the shape is not known.
        if (network.Shapes.GetValueOrDefault(value) is { } shape)
            Assert.IsTrue(shape.Count == tensor.Rank && shape.Zip(tensor.Dims).All(d => d.First == d.Second || d.First == MLNetCompact.Shape.Unknown),
                $"{what}: '{value}' is [{string.Join(", ", tensor.Dims)}], not {shape}.");
    }

    /// <summary>Both networks give the same outputs for the same random rows, by the reference executor and by ONNX Runtime.</summary>
    public static void Behaviour(Network expected, Network actual, string what)
    {
        var inputs = RandomNetworks.Inputs(expected);
        var reference = ReferenceExecutor.Run(expected, inputs);
        Outputs(reference, ReferenceExecutor.Run(actual, inputs), $"{what} (reference)");
        Outputs(reference, OrtExecutor.Run(actual.ToOnnx(), inputs), $"{what} (ONNX Runtime)");
    }
}
