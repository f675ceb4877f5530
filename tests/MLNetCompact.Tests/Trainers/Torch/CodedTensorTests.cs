using MLNetCompact.Operators;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class CodedTensorTests
{
    [TestMethod]
    public void EachValueOfTheTableGetsTheSumOfTheGradientsOfItsWeights()
    {
        const int Rows = 40, Columns = 50;
        var random = new Random(1);
        float[] codebook = [-0.5f, 0.25f, 0.75f];
        var values = Enumerable.Range(0, Rows * Columns).Select(_ => random.Next(10) == 0 ? codebook[random.Next(3)] : 0).ToArray();
        var weight = Weight.Of("w", new Shape(Rows, Columns), values);
        Assert.IsInstanceOfType<SparseStorage>(weight.AsSparse().Storage);
        using var scope = NewDisposeScope();
        var rows = tensor([.. Enumerable.Range(0, 6 * Columns).Select(_ => (float)random.NextDouble())], [6, Columns]);
        using var dense = new TorchNetwork(Network(weight), CPU);
        using var coded = new TorchNetwork(Network(weight.AsSparse()), CPU);
        var outputs = dense.Forward(rows);
        Assert.AreEqual(0, outputs.sub(coded.Forward(rows)).abs().max().item<float>(), 1e-5);
        var all = autograd.grad([outputs.pow(2).sum()], [.. dense.Parameters])[0].data<float>().ToArray();
        var summed = autograd.grad([coded.Forward(rows).pow(2).sum()], [.. coded.Parameters])[0].data<float>().ToArray();
        var table = coded.Parameters[0].detach().data<float>().ToArray();
        Assert.IsTrue(codebook.All(table.Contains));
        for (var i = 0; i < table.Length; i++)
        {
            var expected = table[i] == 0 ? 0 : all.Where((_, at) => values[at] == table[i]).Sum();
            Assert.AreEqual(expected, summed[i], 1e-3 * Math.Max(1, Math.Abs(expected)), $"value {table[i]}");
        }
        CollectionAssert.AreEqual(values, coded.ToNetwork().Weights["w"].Values.ToArray());
        Assert.IsNull(coded.Trained("w"), "what is trained is the table");
    }

    private static Network Network(Weight weight) => new([new("x", ElementType.Float, new Shape(Shape.Unknown, weight.Shape[1]))], [new("dense", new Gemm { TransB = true }, ["x", "w"], ["y"])],
        [new("y", ElementType.Float, null)], [weight]);
}
