using System.Diagnostics;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Sizes that are not known, and sizes that cannot be.</summary>
[TestClass]
public class ShapeInferenceTests
{
    private const long N = Shape.Unknown;

    [TestMethod]
    [DataRow(new long[] { N, 50, 4, 4 }, new long[] { -1, 800 }, "[N, 800]")]
    [DataRow(new long[] { N, 50, 4, 4 }, new long[] { 0, -1 }, "[N, 800]")]
    [DataRow(new long[] { N, 50, 4, 4 }, new long[] { 0, 2, 25, -1 }, "[N, 2, 25, 16]")]
    [DataRow(new long[] { N, 50, 4, 4 }, new long[] { 2, -1 }, "[2, N]")]
    [DataRow(new long[] { N, 50, N, 4 }, new long[] { 0, -1, 0, 2 }, "[N, 100, N, 2]")]
    [DataRow(new long[] { N, 50, N, 4 }, new long[] { 0, -1 }, "[N, N]")]
    [DataRow(new long[] { N, 0, 4 }, new long[] { 3, -1 }, "[3, 0]")]
    public void ReshapeTellsWhatCanBeTold(long[] from, long[] to, string expected)
    {
        var make = new GraphMaker();
        Assert.AreEqual(expected, make.ShapeOf(make.Reshape(make.Input("x", from), to)).ToString());
    }

    [TestMethod]
    public void ReshapeOfUnknownRankTellsWhatIsAskedFor()
    {
        var network = Alone(new Reshape(), null, Weight.Of("s", new Shape(3), [0L, 5, -1]));
        Assert.AreEqual("[N, 5, N]", network.Shapes["y"].ToString());
    }

    [TestMethod]
    [DataRow(new long[] { N, 3 }, new long[] { 5, 3 }, "[5, 3]")]
    [DataRow(new long[] { N, 3 }, new long[] { 1, 3 }, "[N, 3]")]
    [DataRow(new long[] { N, 3 }, new long[] { N, 1 }, "[N, 3]")]
    [DataRow(new long[] { N, 3 }, new long[] { 4, 1, 1 }, "[4, N, 3]")]
    [DataRow(new long[] { N, 0 }, new long[] { N, N }, "[N, 0]")]
    public void RepetitionTellsWhatCanBeTold(long[] left, long[] right, string expected)
    {
        var make = new GraphMaker();
        var (a, b) = (make.Input("a", left), make.Input("b", right));
        Assert.AreEqual(expected, make.ShapeOf(make.Add(a, b)).ToString());
        Assert.AreEqual(expected, make.ShapeOf(make.Add(b, a)).ToString());
    }

    [TestMethod]
    public void ValueOfUnknownRankHasNoShapeAndIsNoScalar()
    {
        var relu = Alone(new Relu(), null);
        Assert.IsFalse(relu.Shapes.ContainsKey("y"));
        var read = Network.Load(relu.ToOnnx());
        Assert.IsNull(read.Inputs[0].Shape);
        var scalar = Network.Load(Alone(new Relu(), new Shape()).ToOnnx());
        Assert.AreEqual((new Shape(), new Shape()), (scalar.Inputs[0].Shape, scalar.Shapes["y"]));
    }

    [TestMethod]
    public void WindowOfUnknownInputStillTellsRankAndChannels()
    {
        var network = Alone(new Conv { Kernel = [3, 3], AutoPad = AutoPad.SameUpper }, null, Samples.Counting("s", 5, 2, 3, 3));
        Assert.AreEqual("[N, 5, N, N]", network.Shapes["y"].ToString());
    }

    [TestMethod]
    public void SliceBackwardsToTheLargestNumberIsNotTold()
    {
        var make = new GraphMaker();
        Assert.AreEqual("[2, N]", make.ShapeOf(make.Slice(make.Input("x", 2, 5), 1, -1, long.MaxValue, -1)).ToString());
    }

    [TestMethod]
    public void EqualPartsThatDoNotGoAroundAreNotTold()
    {
        var make = new GraphMaker { Opset = 18 };
        var parts = make.Nodes(new Split { NumOutputs = 4 }, 4, make.Input("x", 5));
        Assert.IsTrue(parts.All(p => make.ShapeOf(p).Equals(new Shape(Shape.Unknown))));
    }

    [TestMethod]
    public void ImpossibleShapesNameTheNode()
    {
        var maps = new Shape(N, 4, 6, 6);
        Weight Ints(params long[] values) => Weight.Of("s", new Shape(values.Length), values);
        Weight Floats(params float[] values) => Weight.Of("s", new Shape(values.Length), values);
        var cases = new (Operator Op, Weight[] Weights, string Mentions)[]
        {
            (new Add(), [Samples.Counting("s", 5, 6)], "repeated"),
            (new MatMul(), [Samples.Counting("s", 5, 6)], "6 in the last but one dimension"),
            (new Conv { Kernel = [7, 7] }, [Samples.Counting("s", 1, 4, 7, 7)], "at least 7 pixels"),
            (new Conv { Kernel = [2, 2], Strides = [1] }, [Samples.Counting("s", 1, 4, 2, 2)], "2 positive numbers"),
            (new Conv { Kernel = [] }, [Samples.Counting("s", 1, 4, 2, 2)], "[filters, channels, ]"),
            (new ConvTranspose { Kernel = [2, 2], Pads = [9, 9, 9, 9] }, [Samples.Counting("s", 4, 1, 2, 2)], "cut off all"),
            (new ConvTranspose { Kernel = [2, 2], Group = 3 }, [Samples.Counting("s", 4, 1, 2, 2)], "3 groups"),
            (new ConvTranspose { Kernel = [2, 2], OutputPadding = [-1, 0] }, [Samples.Counting("s", 4, 1, 2, 2)], "output_padding"),
            (new BatchNormalization(), [Samples.Counting("s", 3), Samples.Counting("t", 4), Samples.Counting("u", 4), Samples.Counting("v", 4)], "[4]"),
            (new LayerNormalization(), [Samples.Counting("s", 5)], "[6]"),
            (new PRelu(), [Samples.Counting("s", 5, 1, 1)], "repeated"),
            (new Concat { Axis = 4 }, [], "no dimension 4"),
            (new Concat { Axis = 1 }, [Samples.Counting("s", 1, 2, 6, 5)], "6 in dimension 3"),
            (new Split { Axis = 1, Sizes = [3] }, [], "do not divide 4"),
            (new Slice(), [Ints(0), Weight.Of("t", new Shape(1), [1L]), Weight.Of("u", new Shape(1), [7L])], "no dimension 7"),
            (new Gather { Axis = -5 }, [Ints(0)], "no dimension -5"),
            (new Pad(), [Ints(0, 0, 0, 0, 0, -5, -2, 0)], "cut more off dimension 1") ,
            (new Pad(), [Ints(0, 0, 0)], "3 pads"),
            (new Reshape(), [Ints(0, 5, -1)], "as many elements"),
            (new Reshape(), [Ints(-1, -1)], "-1 at most once"),
            (new Reshape(), [Ints(0, 0, 0, 0, 0)], "at least 5 dimensions"),
            (new Transpose { Perm = [0, 1, 1, 2] }, [], "order 0 1 1 2"),
            (new Squeeze { Axes = [1] }, [], "not 1"),
            (new Unsqueeze { Axes = [0, 0] }, [], "twice"),
            (new ReduceMean { Axes = [9] }, [], "no dimension 9"),
            (new Expand(), [Ints(2, 5)], "repeated"),
            (new DepthToSpace { BlockSize = 3 }, [], "multiple of 9"),
            (new SpaceToDepth { BlockSize = 4 }, [], "multiples of 4"),
            (new Upsample(), [Floats(1, 1, 2)], "expected 4"),
            (new Upsample { Scales = [1, 1, float.NaN, 1] }, [], "above 0"),
            (new Flatten { Axis = 5 }, [], "no dimension 5"),
            (new Softmax { Axis = 4 }, [], "a dimension 4"),
        };
        foreach (var (op, weights, mentions) in cases)
        {
            var e = Assert.ThrowsExactly<ArgumentException>(() => Alone(op, maps, weights), op.OpType);
            Assert.Contains($"{op.OpType} 'node'", e.Message);
            Assert.Contains(mentions, e.Message);
        }
    }

    [TestMethod]
    public void HugeNumbersAreRefusedAtOnceOrTold()
    {
        var maps = new Shape(1, 1, 1L << 30, 1L << 30);
        const int Most = int.MaxValue;
        var (clock, before) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
        var pool = Alone(new MaxPool { Kernel = [Most, 1], Strides = [Most, 1], Pads = [Most, 0, Most, 0], CeilMode = true }, maps);
        // 2^30 + 2 * Most pixels in steps of Most, for a window that spans Most.
        Assert.AreEqual(new Shape(1, 1, 2, 1L << 30), pool.Shapes["y"]);
        Assert.ThrowsExactly<ArgumentException>(() => Alone(new MaxPool { Kernel = [Most, 1], Dilations = [2, 1], AutoPad = AutoPad.SameUpper }, maps));
        var made = Alone(new ConvTranspose { Kernel = [2, 2], Strides = [Most, 1] }, new Shape(1, 1, 1L << 30, 1), Samples.Counting("s", 1, 1, 2, 2));
        Assert.AreEqual(((1L << 30) - 1) * Most + 2, made.Shapes["y"][2]);
        foreach (var op in new Operator[] { new ConvTranspose { Kernel = [2, 2], Strides = [Most, Most] }, new Conv { Kernel = [2, 2], AutoPad = AutoPad.SameLower, Group = Most } })
        {
            var e = Assert.ThrowsExactly<ArgumentException>(() => Alone(op, maps, Samples.Counting("s", 1, 1, 2, 2)), op.OpType);
            Assert.Contains("'node'", e.Message);
        }
        foreach (var (op, integers) in new (Operator, long[])[]
        {
            (new Expand(), [long.MaxValue, 1, 1]), (new Reshape(), [long.MaxValue, long.MaxValue]), (new Pad(), [0, 0, long.MaxValue, 0, 0, 0, long.MaxValue, 0]),
            (new Unsqueeze(), [.. Enumerable.Range(0, 4000).Select(i => (long)i)]),
        })
            Assert.ThrowsExactly<ArgumentException>(() => Alone(op, maps, Weight.Of("s", new Shape(integers.Length), integers)), op.OpType);
        Assert.ThrowsExactly<ArgumentException>(() => Alone(new Relu(), new Shape(1L << 40, 1L << 40)));
        Assert.ThrowsExactly<ArgumentException>(() => Alone(new Upsample { Scales = [1, 1, float.MaxValue, 1] }, maps));
        // A shape that is stated to have as many dimensions as memory has bytes.
        Assert.IsFalse(new Network([new("x", ElementType.Float, maps), new("s", ElementType.Int64, new Shape(1L << 50))], [new("node", new Reshape(), ["x", "s"], ["y"])],
            [new("y", ElementType.Float, null)], []).Shapes.ContainsKey("y"));
        Assert.AreEqual(long.MaxValue, NetworkCost.Of(Alone(new Conv { Kernel = [4, 4], AutoPad = AutoPad.SameLower }, maps, Samples.Counting("s", 1, 1, 4, 4))).MultiplyAdds);
        Assert.IsLessThan(TimeSpan.FromSeconds(2), clock.Elapsed);
        Assert.IsLessThan(16L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>x -> node -> y.</summary>
    private static Network Alone(Operator op, Shape? x, params Weight[] weights) => new([new("x", ElementType.Float, x)],
        [new("node", op, ["x", .. weights.Select(w => w.Name)], ["y"])], [new("y", ElementType.Float, null)], weights);
}
