using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

/// <summary>Both solvers against the exact optimum of 1/2 ||W - A||^2 + lambda * sum of ||w_g||: w_g = a_g * max(0, 1 - lambda / ||a_g||).</summary>
[TestClass]
public sealed class GroupLassoTests
{
    private const int Rows = 4, Columns = 5;

    [TestMethod]
    [DataRow(GroupLassoSolver.Proximal, 0)]
    [DataRow(GroupLassoSolver.Proximal, 1)]
    [DataRow(GroupLassoSolver.Subgradient, 0)]
    [DataRow(GroupLassoSolver.Subgradient, 1)]
    public void ReachesTheExactOptimumUnderMomentum(GroupLassoSolver solver, int axis)
    {
        var target = Targets(seed: 7);
        var found = Solve(solver, target, [(axis, 1.2)], [0.01, 0.001, 0.0001], steps: 3000);
        var exact = Exact(target, axis, 1.2);
        // A subgradient never rests at 0: it swings by up to rate * lambda / (1 - momentum), here 0.0012 at the end.
        var tolerance = solver == GroupLassoSolver.Proximal ? 1e-5 : 2e-3;
        for (var i = 0; i < exact.Length; i++)
            Assert.AreEqual(exact[i], found[i], tolerance, $"weight {i}");
    }

    [TestMethod]
    public void ProximalStepMakesDeadGroupsExactlyZeroAndOthersNot()
    {
        var target = Targets(seed: 7);
        var found = Solve(GroupLassoSolver.Proximal, target, [(0, 1.2)], [0.01], steps: 4000);
        var exact = Exact(target, 0, 1.2);
        CollectionAssert.AreEqual(exact.Select(x => x == 0).ToArray(), found.Select(x => x == 0).ToArray());
        Assert.IsTrue(exact.Any(x => x == 0) && exact.Any(x => x != 0), "the problem has to have both kinds of groups");
    }

    [TestMethod]
    public void OneWeightComesToThePublishedAnswerAndNotToTenTimesTooWeakAPenalty()
    {
        // 1/2 (w - 1)^2 + 0.3 |w|: the answer is 0.7; a threshold that ignores the momentum gives 0.97.
        foreach (var solver in Enum.GetValues<GroupLassoSolver>())
            Assert.AreEqual(0.7, Solve(solver, [1], [(0, 0.3)], [0.01], steps: 3000, rows: 1, columns: 1)[0], 1e-3, $"{solver}");
    }

    [TestMethod]
    public void OverlappingGroupsConvergeToTheTrueProximalPointAsTheStepShrinks()
    {
        var target = Targets(seed: 3);
        var exact = Dykstra(target, 0.7, 0.5);
        double Error(double rate, int steps) => Solve(GroupLassoSolver.Proximal, target, [(0, 0.7), (1, 0.5)], [rate], steps).Zip(exact, (a, b) => Math.Abs(a - b)).Max();
        // Under momentum 0.9 a rate counts tenfold.
        var (coarse, fine) = (Error(0.01, 3000), Error(0.001, 10_000));
        Assert.IsTrue(fine < 0.005, $"error {fine} at rate 0.001");
        Assert.IsTrue(fine < coarse / 4, $"error {fine} at rate 0.001, {coarse} at 0.01");
    }

    [TestMethod]
    public void SparsityCountsGroupsByKind()
    {
        using var weights = new Parameter(tensor([0f, 0f, 0f, 1f, 2f, 3f], [2, 3]), true);
        using var optimizer = new Sgd([weights], 0.9, 0, 0);
        using var lasso = new GroupLasso([Along(weights, 0, 1, GroupKind.Filters), Along(weights, 1, 1, GroupKind.Channels)], GroupLassoSolver.Proximal, optimizer);
        Assert.AreEqual(0.5, lasso.Sparsity()["filters"]);
        Assert.AreEqual(0, lasso.Sparsity()["channels"]);
    }

    private static float[] Targets(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Rows * Columns).Select(i => (float)((random.NextDouble() - 0.5) * (i / Columns % 2 == 0 ? 3 : 0.8)))];
    }

    private static double[] Solve(GroupLassoSolver solver, float[] target, (int Axis, double Lambda)[] groups, double[] rates, int steps, int rows = Rows, int columns = Columns)
    {
        using var goal = tensor(target, [rows, columns]);
        using var weights = new Parameter(ones(new long[] { rows, columns }), true);
        using var optimizer = new Sgd([weights], momentum: 0.9, weightDecay: 0, l1Decay: 0);
        using var lasso = new GroupLasso([.. groups.Select(g => Along(weights, g.Axis, g.Lambda, GroupKind.Filters))], solver, optimizer);
        using var untracked = no_grad();
        foreach (var rate in rates.SelectMany(r => Enumerable.Repeat(r, steps)))
        {
            using var scope = NewDisposeScope();
            var gradient = weights - goal;
            lasso.BeforeStep([gradient]);
            optimizer.Step([gradient], rate);
            lasso.AfterStep(rate, 0);
        }
        return [.. weights.data<float>().ToArray().Select(v => (double)v)];
    }

    private static WeightGroups Along(Tensor weights, int axis, double lambda, GroupKind kind) =>
        new(kind, ["layer"], lambda, (int)weights.shape[axis], [new GroupPart(0, weights, weights.shape, [1 - axis], null)]);

    private static double[] Exact(float[] target, int axis, double lambda)
    {
        var result = target.Select(v => (double)v).ToArray();
        Shrink(result, axis, lambda);
        return result;
    }

    private static void Shrink(double[] values, int axis, double lambda)
    {
        for (var group = 0; group < (axis == 0 ? Rows : Columns); group++)
        {
            var members = Enumerable.Range(0, values.Length).Where(i => (axis == 0 ? i / Columns : i % Columns) == group).ToArray();
            var factor = Math.Max(0, 1 - lambda / Math.Sqrt(members.Sum(i => values[i] * values[i])));
            foreach (var i in members)
                values[i] *= factor;
        }
    }

    /// <summary>The proximal point of the sum of two penalties by Dykstra's alternating projections, in plain arrays.</summary>
    private static double[] Dykstra(float[] target, double rowLambda, double columnLambda)
    {
        var x = target.Select(v => (double)v).ToArray();
        var (p, q) = (new double[x.Length], new double[x.Length]);
        for (var round = 0; round < 10_000; round++)
        {
            foreach (var (axis, lambda, rest) in new[] { (0, rowLambda, p), (1, columnLambda, q) })
            {
                var before = x.Zip(rest, (a, b) => a + b).ToArray();
                x = [.. before];
                Shrink(x, axis, lambda);
                for (var i = 0; i < x.Length; i++)
                    rest[i] = before[i] - x[i];
            }
        }
        return x;
    }
}
