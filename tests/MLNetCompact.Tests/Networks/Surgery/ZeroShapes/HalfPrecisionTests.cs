using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>The forms that make zeros pay, in 16-bit floating point.</summary>
[TestClass]
public class HalfPrecisionTests
{
    [TestMethod]
    public void ConvolutionsAreCroppedSelectedAndLowered()
    {
        var random = new Random(6);
        var weight = Weight.Of("w", ElementType.Float16, new Shape(2, 3, 5, 5),
            (float[])[.. Enumerable.Range(0, 150).Select(i => i / 25 % 3 != 1 && i / 5 % 5 is 1 or 3 && i % 5 > 2 && i / 25 % 3 != 1 ? random.NextSingle() : 0)]);
        var network = new Network([new("x", ElementType.Float16, new Shape(Shape.Unknown, 3, 7, 7))],
            [new("conv", new Conv { Kernel = [5, 5], Pads = [1, 1, 1, 1] }, ["x", "w"], ["y"])], [new("y", ElementType.Float16, null)], [weight]);
        var input = new TypedTensor(ElementType.Float16, [2, 3, 7, 7], FloatBytes.Write(ElementType.Float16, [.. Enumerable.Range(0, 294).Select(_ => random.NextSingle())]));
        foreach (var changed in new[] { Surgery.CropKernels(network).Network, Surgery.SelectInputs(network).Network, Surgery.Lower(network, "conv") })
        {
            Assert.IsGreaterThan(1, changed.Nodes.Count);
            Assert.AreEqual(ElementType.Float16, changed.Weights["w"].Type);
            Assert.IsLessThan(150L, changed.Weights["w"].Count);
            var (expected, actual) = (Run(network, input), Run(changed, input));
            CollectionAssert.AreEqual(expected.Dims, actual.Dims);
            var largest = expected.Numbers.Max();
            foreach (var (left, right) in expected.Numbers.Zip(actual.Numbers))
                Assert.AreEqual(left, right, 2e-3 * largest);
        }
    }

    private static TypedTensor Run(Network network, TypedTensor input) => TypedExecutor.Run(network.ToOnnx(), new Dictionary<string, TypedTensor> { ["x"] = input })["y"];
}
