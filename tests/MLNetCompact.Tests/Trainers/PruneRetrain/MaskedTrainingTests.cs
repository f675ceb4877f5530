using MLNetCompact.Operators;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class MaskedTrainingTests
{
    private const double Rate = 0.1, Decay = 0.02, Momentum = 0.5;
    private const int Steps = 40;

    [TestMethod]
    [DataRow(false, true)]
    [DataRow(true, false)]
    [DataRow(true, true)]
    public void WeightsAndMasksAreThoseOfTheEquations(bool splicing, bool gradual)
    {
        const int Rows = 3, Columns = 8, Kept = 9;
        var random = new Random(4);
        var start = Enumerable.Range(0, Rows * Columns).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var network = new Network([new("x", ElementType.Float, new Shape(Shape.Unknown, Columns))], [new("dense", new Gemm { TransB = true }, ["x", "w"], ["y"])],
            [new("y", ElementType.Float, null)], [Weight.Of("w", new Shape(Rows, Columns), start)]);
        var options = new TrainingOptions { Epochs = 2, WeightDecay = Decay, Momentum = Momentum };
        var layers = PrunableLayer.Of(network);
        var phase = new PrunePhase(layers, new MagnitudeCriterion(layers), new PruneAim(null, isUniform: false), Kept, gradual, Seed: 1);
        // gamma so small that every look is taken.
        var splice = splicing ? new SplicingOptions { Gamma = 1e-12 } : null;
        using var tensors = new TorchNetwork(network, CPU);
        using var optimizer = Optimizer.Create(options, tensors.Parameters);
        using var masked = new MaskedTraining(tensors, phase, options, splice, optimizer.ForceScale, Steps / 2);
        var (shadow, mask, velocity) = (start.Select(v => (double)v).ToArray(), start.Select(_ => true).ToArray(), new double[start.Length]);
        var cameBack = 0;
        for (var step = 1; step <= Steps; step++)
        {
            var gradient = start.Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
            using (var scope = NewDisposeScope())
            using (no_grad())
            {
                optimizer.Step([tensor(gradient, [Rows, Columns])], Rate);
                masked.AfterStep(Rate, (step - 1.0) / Steps);
            }
            var before = mask;
            for (var i = 0; i < start.Length; i++)
            {
                var seen = mask[i] ? shadow[i] : 0;
                velocity[i] = Momentum * velocity[i] + gradient[i] + Decay * seen;
                var unseen = mask[i] || !splicing ? 0 : shadow[i] * (1 - Rate * Decay / (1 - Momentum));
                shadow[i] = seen - Rate * velocity[i] + unseen;
            }
            var part = (double)step / Steps;
            if (part <= 0.8 + 1e-9)
            {
                var rest = gradual ? Math.Pow(1 - Math.Min(1, part / 0.7), 3) : 0;
                var count = (int)Math.Round(Kept + (start.Length - Kept) * rest);
                // One threshold t: what is there stays from 0.9 t on, what is gone comes back from 1.1 t on.
                var sizes = shadow.Select((v, i) => !splicing && !mask[i] ? 0 : Math.Abs(v) / (splicing ? mask[i] ? 0.9 : 1.1 : 1)).ToArray();
                mask = Best(sizes, Rows, Columns, count);
            }
            cameBack += mask.Where((m, i) => m && !before[i]).Count();
            var actual = tensors.Trained("w")!.detach().cpu().data<float>().ToArray();
            for (var i = 0; i < start.Length; i++)
                Assert.AreEqual(mask[i] ? shadow[i] : 0, actual[i], 1e-5, $"step {step}, weight {i}");
            if (!splicing)
                shadow = [.. shadow.Select((v, i) => mask[i] ? v : 0)];
        }
        Assert.AreEqual(Kept, mask.Count(m => m));
        Assert.AreEqual(splicing, cameBack > 0, $"{cameBack} came back");
    }

    private static bool[] Best(double[] sizes, int rows, int columns, int count)
    {
        var reserved = Enumerable.Range(0, rows).Select(r => Enumerable.Range(r * columns, columns).MaxBy(i => sizes[i])).ToHashSet();
        var rest = Enumerable.Range(0, sizes.Length).Where(i => !reserved.Contains(i)).OrderByDescending(i => sizes[i]).Take(count - rows);
        var mask = new bool[sizes.Length];
        foreach (var i in reserved.Concat(rest))
            mask[i] = true;
        return mask;
    }
}
