using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.AutoML;

/// <summary>Runs one trial after the other, each with what the tuner proposes. Of several runners, tuners or monitors the last one counts.</summary>
public partial class AutoMLExperiment
{
    private readonly AutoMLExperimentSettings _settings;
    private readonly ServiceCollection _services;
    private TimeSpan? _time;
    private int? _trials;

    public AutoMLExperiment(MLContext context, AutoMLExperimentSettings settings)
    {
        _settings = settings;
        _settings.Seed ??= ((IHostEnvironmentInternal)context).Seed;
        _settings.SearchSpace ??= [];
        _services = ExperimentServices.Of(context, settings);
    }

    public AutoMLExperiment AddSearchSpace(string key, SearchSpace.SearchSpace searchSpace)
    {
        _settings.SearchSpace![key] = searchSpace;
        return this;
    }

    public AutoMLExperiment SetTrainingTimeInSeconds(uint trainingTimeInSeconds)
    {
        _settings.MaxExperimentTimeInSeconds = trainingTimeInSeconds;
        _time = TimeSpan.FromSeconds(trainingTimeInSeconds);
        return this;
    }

    public AutoMLExperiment SetMaxModelToExplore(int maxModel)
    {
        _trials = _settings.MaxModels = maxModel;
        return this;
    }

    public AutoMLExperiment SetTrialRunner<TTrialRunner>(TTrialRunner runner) where TTrialRunner : class, ITrialRunner =>
        With(services => services.AddSingleton<ITrialRunner>(runner));

    public AutoMLExperiment SetTrialRunner<TTrialRunner>(Func<IServiceProvider, TTrialRunner> factory) where TTrialRunner : class, ITrialRunner =>
        With(services => services.AddTransient<ITrialRunner>(factory));

    public AutoMLExperiment SetTrialRunner<TTrialRunner>() where TTrialRunner : class, ITrialRunner =>
        With(services => services.AddTransient<ITrialRunner, TTrialRunner>());

    public AutoMLExperiment SetTuner<TTuner>(TTuner proposer) where TTuner : class, ITuner => SetTuner(_ => proposer);

    public AutoMLExperiment SetTuner<TTuner>(Func<IServiceProvider, TTuner> factory) where TTuner : class, ITuner =>
        With(services => services.AddSingleton<ITuner>(factory));

    public AutoMLExperiment SetTuner<TTuner>() where TTuner : class, ITuner =>
        With(services => services.AddSingleton<ITuner, TTuner>());

    public AutoMLExperiment SetMonitor<TMonitor>(TMonitor monitor) where TMonitor : class, IMonitor =>
        With(services => services.AddSingleton<IMonitor>(monitor));

    public AutoMLExperiment SetMonitor<TMonitor>(Func<IServiceProvider, TMonitor> factory) where TMonitor : class, IMonitor =>
        With(services => services.AddSingleton<IMonitor>(factory));

    public AutoMLExperiment SetMonitor<TMonitor>() where TMonitor : class, IMonitor =>
        With(services => services.AddSingleton<IMonitor, TMonitor>());

    private AutoMLExperiment With(Action<ServiceCollection> add)
    {
        add(_services);
        return this;
    }

    public class AutoMLExperimentSettings : ExperimentSettings
    {
        public AutoMLExperimentSettings() { }

        /// <summary>The context's, unless given.</summary>
        public int? Seed { get; set; }

        public SearchSpace.SearchSpace? SearchSpace { get; set; }
    }
}
