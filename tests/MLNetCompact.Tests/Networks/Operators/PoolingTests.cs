using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class PoolingTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void SizesAndValuesAgreeWithOnnxRuntime(bool ceil)
    {
        foreach (var size in new[] { 3, 4, 5, 7 })
        foreach (var (kernel, stride, before, after) in new[] { (1, 1, 0, 0), (2, 2, 0, 0), (2, 2, 1, 1), (3, 2, 0, 0), (3, 2, 1, 1), (3, 3, 0, 1), (2, 3, 0, 0), (2, 3, 1, 0), (3, 2, 2, 2) })
        foreach (var max in new[] { true, false })
        {
            int[] pads = [before, 0, after, 0];
            Pooling pool = max ? new MaxPool { Kernel = [kernel, 2], Strides = [stride, 2], Pads = pads, CeilMode = ceil }
                : new AveragePool { Kernel = [kernel, 2], Strides = [stride, 2], Pads = pads, CeilMode = ceil };
            var shape = new Shape(Shape.Unknown, 2, size, 5);
            var network = new Network([new("x", ElementType.Float, shape)], [new("p", pool, ["x"], ["y"])], [new("y", ElementType.Float, null)], []);
            var what = $"size {size}, {pool}, kernel {kernel}, stride {stride}, pads {before} {after}";
            var inputs = RandomNetworks.Inputs(network);
            var actual = OrtExecutor.Run(network.ToOnnx(), inputs);
            Same.Outputs(ReferenceExecutor.Run(network, inputs), actual, what);
            CollectionAssert.AreEqual(actual["y"].Dims.Skip(1).Select(d => (long)d).ToArray(), network.Shapes["y"].Skip(1).ToArray(), what);
        }
    }

    [TestMethod]
    public void ConstantsPassPaddedPoolingsUnchangedAtTheBorders()
    {
        foreach (var pool in new Pooling[]
        {
            new MaxPool { Kernel = [3, 3], Strides = [2, 2], Pads = [1, 1, 1, 1] },
            new AveragePool { Kernel = [3, 3], Strides = [2, 2], Pads = [2, 2, 0, 1], CeilMode = true },
        })
        {
            var maps = new Shape(Shape.Unknown, 2, 6, 6);
            var network = new Network([new("x", ElementType.Float, maps)],
                [
                    new("c", new Conv { Kernel = [1, 1] }, ["x", "w", "b"], ["a"]), new("p", pool, ["a"], ["m"]),
                    new("d", new Conv { Kernel = [2, 2] }, ["m", "v"], ["y"]),
                ],
                [new("y", ElementType.Float, null)], [Samples.Counting("w", 2, 2, 1, 1), Weight.Of("b", new Shape(2), [-0.5f, -3]), Samples.Counting("v", 1, 2, 2, 2)]);
            var group = Samples.Group(network, "c", 1);
            var cut = Surgery.Remove(network, [group]);
            Assert.HasCount(1, cut.Removed);
            Same.Behaviour(Surgery.Mask(network, [group]), cut.Network, pool.OpType);
        }
    }
}
