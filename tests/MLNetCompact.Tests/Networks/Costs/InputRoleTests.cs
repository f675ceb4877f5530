using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>What counts as a weight, a bias, or neither; and multiply-adds of products that are no dense layers.</summary>
[TestClass]
public class InputRoleTests
{
    [TestMethod]
    public void EveryInputCountsByItsRole()
    {
        var make = new GraphMaker();
        var x = make.Input("x", -1, 4, 5, 5);
        x = make.PRelu(make.Norm(make.Conv(x, 6, 3)));
        x = make.ConvTranspose(x, 2, 2, group: 2);
        x = make.Node(new InstanceNormalization(), x, make.Between("in.scale", 1, 2, 2), make.Between("in.bias", 1, 2, 2));
        x = make.Clip(make.Mul(make.Add(x, make.Between("shift", 0, 1, 2, 1, 1)), make.Between("scale", 0, 1, 2, 1, 1)), 0, 6);
        x = make.Node(new Div(), make.Node(new Sub(), make.Mul(x, make.Number(3)), make.Number(2)), make.Between("divisor", 1, 2, 2, 4, 4));
        x = make.MatMul(make.Reshape(x, 0, -1), 7);
        x = make.Node(new LayerNormalization(), x, make.Between("ln.scale", 1, 2, 7), make.Between("ln.bias", 1, 2, 7));
        x = make.Node(new OpaqueOp("Mystery", "com.example", OperatorAttributes.None), x, make.Between("mystery", 0, 1, 9));
        var cost = NetworkCost.Of(make.Build(x));
        Assert.AreEqual("""
            conv1 216 6
            norm1 6 6
            prelu1 6 0
            convtranspose1 24 2
            instancenormalization1 2 2
            add1 0 2
            mul1 2 0
            clip1 0 0
            mul2 0 0
            sub1 0 0
            div1 32 0
            reshape1 0 0
            matmul1 224 0
            add2 0 7
            layernormalization1 7 7
            mystery1 9 0
            """.ReplaceLineEndings("\n"), string.Join('\n', cost.Layers.Select(l => $"{l.Node} {l.Weights} {l.Biases}")));
        // 3*3 places; 3*3 pixels read; a row of 32.
        Assert.AreEqual(9 * 216 + 9 * 24 + 224, cost.MultiplyAdds);
    }

    [TestMethod]
    public void ConstantIsASettingWhereverOneNumberOrAnotherTypeIsRead()
    {
        var make = new GraphMaker();
        var x = make.Input("x", -1, 4);
        var one = make.Between("one", 1, 2, 1, 1);
        x = make.Add(make.Mul(x, one), one);
        x = make.Node(new Gather { Axis = 1 }, x, make.Constant(Weight.Of("indices", new Shape(2), [0L, 3])));
        Assert.AreEqual(0, NetworkCost.Of(make.Build(x)).Parameters);
    }

    [TestMethod]
    public void WeightOfSeveralRolesCountsOnceAtTheFirst()
    {
        var make = new GraphMaker();
        var shared = make.Between("shared", 0, 1, 4);
        var cost = NetworkCost.Of(make.Build(make.Mul(make.Add(make.Input("x", -1, 4), shared), shared)));
        Assert.AreEqual((0L, 4L), (cost.Weights, cost.Parameters));
    }

    [TestMethod]
    [DataRow(new long[] { -1, 6 }, new long[] { 6, 5 }, 30)]
    [DataRow(new long[] { -1, 7, 6 }, new long[] { 6, 5 }, 7 * 30)]
    [DataRow(new long[] { 8, 7, 6 }, new long[] { 6, 5 }, 7 * 30)]
    [DataRow(new long[] { -1, 2, 7, 6 }, new long[] { 6 }, 2 * 7 * 6)]
    [DataRow(new long[] { -1, -1, 6 }, new long[] { 6, 5 }, 0)]
    [DataRow(new long[] { 6 }, new long[] { 6, 5 }, 30)]
    public void ProductWithAWeightCountsForOneRow(long[] x, long[] weight, long expected)
    {
        var make = new GraphMaker();
        var y = make.Node(new MatMul(), make.Input("x", x), make.Between("w", 0, 1, weight));
        Assert.AreEqual(expected, NetworkCost.Of(make.Build(y)).MultiplyAdds);
    }

    [TestMethod]
    public void ProductOfComputedValuesCountsForOneRow()
    {
        var make = new GraphMaker();
        var attention = make.Node(new MatMul(), make.Input("q", -1, 3, 10, 8), make.Input("k", -1, 3, 8, 9));
        Assert.AreEqual(3 * 10 * 9 * 8, NetworkCost.Of(make.Build(attention)).MultiplyAdds);
    }

    [TestMethod]
    public void WeightOnTheLeftCountsForOneRow()
    {
        foreach (var (dims, expected) in new[] { (new long[] { -1, 6, 9 }, 5 * 6 * 9), ([6, 9], 5 * 6 * 9) })
        {
            var make = new GraphMaker();
            var y = make.Node(new MatMul(), make.Between("w", 0, 1, 5, 6), make.Input("x", dims));
            Assert.AreEqual(expected, NetworkCost.Of(make.Build(y)).MultiplyAdds);
        }
    }

    [TestMethod]
    public void ConvolutionWithAComputedWeightCostsAsOneWithAConstant()
    {
        var make = new GraphMaker();
        var y = make.Node(new Conv { Kernel = [3, 3] }, make.Input("x", -1, 4, 5, 5), make.Relu(make.Input("w", 6, 4, 3, 3)));
        Assert.AreEqual(9 * 216, NetworkCost.Of(make.Build(y)).MultiplyAdds);
    }
}
