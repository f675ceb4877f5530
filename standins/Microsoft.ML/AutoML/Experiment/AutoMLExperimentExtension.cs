using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.ML.AutoML;

/// <summary>The tuners there are.</summary>
public static class AutoMLExperimentExtension
{
    public static AutoMLExperiment SetRandomSearchTuner(this AutoMLExperiment experiment, int? seed = null) =>
        SetTuner(experiment, settings => new RandomSearchTuner(settings.SearchSpace!, seed ?? settings.Seed));

    public static AutoMLExperiment SetGridSearchTuner(this AutoMLExperiment experiment, int step = 10) =>
        SetTuner(experiment, settings => new GridSearchTuner(settings.SearchSpace!, step));

    public static AutoMLExperiment SetCostFrugalTuner(this AutoMLExperiment experiment) =>
        SetTuner(experiment, settings => new CostFrugalTuner(settings.SearchSpace!, settings.Seed));

    private static AutoMLExperiment SetTuner(AutoMLExperiment experiment, Func<AutoMLExperiment.AutoMLExperimentSettings, ITuner> tuner) =>
        experiment.SetTuner(services => tuner(services.GetRequiredService<AutoMLExperiment.AutoMLExperimentSettings>()));
}
