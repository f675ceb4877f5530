using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace.Option;
using SearchSpace = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLNetCompact;

/// <summary>Compaction in AutoML experiments.</summary>
public static class CompactionExperiment
{
    /// <summary>The name of the search space in an experiment, and of a sample in <see cref="TrialSettings.Parameter"/>.</summary>
    public const string Key = "compaction";

    /// <summary>Lets an experiment fit a chain of steps with other options: adds their search space, and what runs its trials. A tuner and a budget are yours to set.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="chain">The chain, with the options that do not vary.</param>
    /// <param name="data">The rows; columns as the chain's first step reads them.</param>
    /// <param name="objective">What is minimized; defaults if left out.</param>
    /// <param name="space">As <see cref="SweepOptions.Space"/>.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or nothing varies; the message names it.</exception>
    public static AutoMLExperiment AddCompaction(this AutoMLExperiment experiment, NetworkEstimator chain, IDataView data, CompactionObjective? objective = null, IReadOnlyDictionary<string, SweepDimension?>? space = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(data);
        objective ??= new();
        objective.Validate();
        var varied = new SweepSpace(chain, space);
        return experiment.AddSearchSpace(Key, Of(varied)).SetTrialRunner(new CompactionTrialRunner(varied, chain.Settings with { Seed = chain.Seed }, data, objective));
    }

    /// <summary>What varies in a chain as a search space of AutoML: a dimension for each option, named as in <see cref="SweepOptions.Space"/>; a choice is the number of its candidate.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="space">As <see cref="SweepOptions.Space"/>.</param>
    public static SearchSpace SearchSpace(NetworkEstimator chain, IReadOnlyDictionary<string, SweepDimension?>? space = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return Of(new SweepSpace(chain, space));
    }

    private static SearchSpace Of(SweepSpace varied)
    {
        var space = new SearchSpace();
        foreach (var (name, dimension) in varied.Dimensions)
        {
            space.Add(name, dimension switch
            {
                SweepRange { Whole: true } range => new UniformIntOption((int)range.Min, (int)range.Max, range.Logarithmic),
                SweepRange range => new UniformDoubleOption(range.Min, range.Max, range.Logarithmic),
                SweepChoice choice => new ChoiceOption([.. Enumerable.Range(0, choice.Candidates.Count).Cast<object>()]),
                _ => throw new NotSupportedException($"{name} is a {dimension.GetType().Name}."),
            });
        }
        return space;
    }
}
