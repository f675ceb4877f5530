using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class OptimizerTests
{
    [TestMethod]
    public void SgdFollowsItsEquationStepByStep()
    {
        double w = 2, v = 0;
        var steps = Run(OptimizerKind.Sgd, 20, 0.05, 0.01);
        foreach (var found in steps)
        {
            v = 0.9 * v + w + 0.01 * w;
            w -= 0.05 * v;
            Assert.AreEqual(w, found, 1e-5);
        }
    }

    [TestMethod]
    public void AdamFollowsItsEquationStepByStep()
    {
        double w = 2, m = 0, s = 0;
        var steps = Run(OptimizerKind.Adam, 20, 0.05, 0.01);
        for (var t = 1; t <= steps.Count; t++)
        {
            var g = w;
            m = 0.9 * m + 0.1 * g;
            s = 0.999 * s + 0.001 * g * g;
            w *= 1 - 0.05 * 0.01;
            w -= 0.05 * (m / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(s / (1 - Math.Pow(0.999, t))) + 1e-8);
            Assert.AreEqual(w, steps[t - 1], 1e-4, $"step {t}");
        }
    }

    [TestMethod]
    public void L1PullsEveryWeightTowardsZeroByTheSame()
    {
        foreach (var kind in (OptimizerKind[])[OptimizerKind.Sgd, OptimizerKind.Adam])
        {
            using var weights = new Parameter(tensor([2f, -0.5f, 0f], [3]), true);
            using var optimizer = Optimizer.Create(new TrainingOptions { Optimizer = kind, Momentum = 0, WeightDecay = 0, L1Decay = 0.3 }, [weights]);
            using var untracked = no_grad();
            using var none = zeros(3);
            optimizer.Step([none], 0.1);
            var found = weights.data<float>().ToArray();
            Assert.AreEqual(2 - 0.03, found[0], 1e-6);
            Assert.AreEqual(-0.5 + 0.03, found[1], 1e-6);
            Assert.AreEqual(0, found[2]);
        }
    }

    [TestMethod]
    public void SchedulesFallAsDocumented()
    {
        Assert.AreEqual(1, LearningRateSchedule.Step.Factor(0.59, 0));
        Assert.AreEqual(0.1, LearningRateSchedule.Step.Factor(0.6, 0));
        Assert.AreEqual(0.01, LearningRateSchedule.Step.Factor(0.8, 0));
        Assert.AreEqual(0.5, LearningRateSchedule.Cosine.Factor(0.5, 0), 1e-12);
        Assert.AreEqual(1, LearningRateSchedule.Constant.Factor(0.99, 0));
        // Caffe's lenet_solver after its 10,000 steps: 0.01 has become 0.00594604.
        Assert.AreEqual(0.594604, LearningRateSchedule.Inverse.Factor(1, 10_000), 1e-6);
    }

    private static List<double> Run(OptimizerKind kind, int count, double rate, double decay)
    {
        using var weight = new Parameter(tensor([2f], [1]), true);
        using var optimizer = Optimizer.Create(new TrainingOptions { Optimizer = kind, WeightDecay = decay }, [weight]);
        using var untracked = no_grad();
        var found = new List<double>();
        for (var step = 0; step < count; step++)
        {
            using var gradient = weight.detach().clone();
            optimizer.Step([gradient], rate);
            found.Add(weight.item<float>());
        }
        return found;
    }
}
