using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;
using Space = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLNetCompact.Tests.StandIns;

/// <summary>Tuners: chance that a seed repeats, grids that leave nothing out, and a search that goes downhill.</summary>
[TestClass]
public sealed class TunerTests
{
    [TestMethod]
    public void The_same_seed_draws_the_same_samples()
    {
        var first = Samples(30, e => e.SetRandomSearchTuner(5));

        CollectionAssert.AreEqual(first, Samples(30, e => e.SetRandomSearchTuner(5)));
        CollectionAssert.AreNotEqual(first, Samples(30, e => e.SetRandomSearchTuner(6)));
        CollectionAssert.AreEqual(first, Samples(30, e => e.SetRandomSearchTuner(), seed: 5));
        CollectionAssert.AreEqual(first, Drawn(30, new Random(5)));
    }

    [TestMethod]
    public void A_grid_visits_every_cell_once_and_starts_anew()
    {
        var space = new Space { ["a"] = new ChoiceOption("p", "q", "r"), ["b"] = new UniformIntOption(0, 4), ["c"] = new UniformDoubleOption(0, 1) };
        var seen = new List<string>();

        Run(space, 3 * 4 * 4 + 1, e => e.SetGridSearchTuner(4), parameter =>
        {
            seen.Add($"{parameter["a"].AsType<string>()} {parameter["b"].AsType<int>()} {parameter["c"].AsType<double>()}");
            return 0;
        });

        var expected = from a in new[] { "p", "q", "r" } from b in new[] { 0, 1, 2, 3 } from c in new[] { 0, 0.25, 0.5, 0.75 } select $"{a} {b} {c}";
        CollectionAssert.AreEqual(expected.Append("p 0 0").ToArray(), seen);
    }

    [TestMethod]
    public void The_frugal_search_starts_at_the_default_and_goes_downhill()
    {
        var space = new Space { ["x"] = new UniformDoubleOption(-1, 1, defaultValue: -0.8), ["y"] = new UniformDoubleOption(1e-4, 1, true, 1e-3) };
        var losses = new List<double>();

        var best = Run(space, 150, e => e.SetCostFrugalTuner(), parameter =>
        {
            var (x, y) = (parameter["x"].AsType<double>() - 0.3, Math.Log10(parameter["y"].AsType<double>()) + 1);
            losses.Add(x * x + y * y);
            return losses[^1];
        });

        Assert.AreEqual(1.1 * 1.1 + 2 * 2, losses[0], 1e-9);
        Assert.IsLessThan(0.02, best.Loss);
        Assert.AreEqual(losses.Min(), best.Loss);
    }

    private static List<double> Samples(int count, Func<AutoMLExperiment, AutoMLExperiment> tuner, int seed = 1)
    {
        var samples = new List<double>();
        Run(Spaces.Square(), count, tuner, parameter =>
        {
            samples.AddRange([parameter["x"].AsType<double>(), parameter["y"].AsType<double>()]);
            return 0;
        }, seed);
        return samples;
    }

    /// <summary>Evenly between -1 and 1.</summary>
    private static List<double> Drawn(int count, Random random) => [.. Enumerable.Range(0, 2 * count).Select(_ => -1 + 2 * random.NextDouble())];

    private static TrialResult Run(Space space, int trials, Func<AutoMLExperiment, AutoMLExperiment> tuner, Func<Parameter, double> loss, int seed = 1) =>
        tuner(new MLContext(seed).Auto().CreateExperiment().AddSearchSpace("space", space))
            .SetTrialRunner(new FunctionRunner(settings => loss(settings.Parameter["space"])))
            .SetMaxModelToExplore(trials)
            .Run();
}
