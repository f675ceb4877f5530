using System.Text.Json.Nodes;

namespace MLNetCompact.Tests;

/// <summary>The front and the best, against looking at all pairs.</summary>
[TestClass]
public sealed class SweepResultTests
{
    [TestMethod]
    [DataRow("accuracy")]
    [DataRow("RMSE")]
    public void NoTrialOfTheFrontIsBeatenAndEveryOtherIs(string metric)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            SweepTrial[] trials = [.. Enumerable.Range(0, 30).Select(i => Trial(i, random.Next(8) / 8.0, random.Next(1, 8), random.Next(10) == 0))];
            var front = new SweepResult(trials, metric, []).Front();
            var sign = metric == "RMSE" ? -1 : 1;
            bool Beats(SweepTrial a, SweepTrial b) => sign * a.Metric >= sign * b.Metric && a.StoredBytes <= b.StoredBytes && (a.Metric != b.Metric || a.StoredBytes != b.StoredBytes);
            foreach (var trial in trials.Where(t => t.Failure is null))
                Assert.AreEqual(!trials.Any(t => t.Failure is null && Beats(t, trial)), front.Contains(trial), $"{seed}: {trial}");
            Assert.IsTrue(front.All(t => t.Failure is null));
        }
    }

    [TestMethod]
    public void TheBestUnderAConstraintIsTheSmallestThatLosesLittle()
    {
        var result = new SweepResult([Trial(0, 0.99, 100), Trial(1, 0.987, 50), Trial(2, 0.98, 10), Trial(3, 0.9851, 40)], "accuracy", []);
        Assert.AreEqual(3, result.Best(SweepObjective.StoredBytes, 0.005)!.Number);
        Assert.AreEqual(2, result.Best(SweepObjective.StoredBytes)!.Number);
        Assert.AreEqual(0, result.Best(SweepObjective.Metric)!.Number);
        Assert.IsNull(result.Best(SweepObjective.Milliseconds));
        // A start that was better than all trials is what loss counts from.
        var start = new SweepResult([Trial(0, 0.99, 100) with { StartMetric = 0.996 }], "accuracy", []);
        Assert.IsNull(start.Best(SweepObjective.StoredBytes, 0.005));
        var errors = new SweepResult([Trial(0, 1.0, 100), Trial(1, 1.2, 50), Trial(2, 1.05, 60)], "RMSE", []);
        Assert.AreEqual(2, errors.Best(SweepObjective.StoredBytes, 0.1)!.Number);
        StringAssert.Contains(Assert.Throws<InvalidOperationException>(() => result.Network(Trial(9, 1, 1, failed: true))).Message, "Trial 9");
    }

    private static SweepTrial Trial(int number, double metric, long bytes, bool failed = false) =>
        new() { Number = number, Options = new JsonObject(), Metric = metric, StoredBytes = bytes, Failure = failed ? "why" : null };
}
