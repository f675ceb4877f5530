using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>
/// CFO (Wu, Wang, Huang: Frugal Optimization for Cost-related Hyperparameters, AAAI 2021): a local search from the default;
/// when its steps have become too small, another one starts from the default.
/// </summary>
internal sealed class CostFrugalTuner : ITuner
{
    private readonly SearchSpace.SearchSpace _space;
    private readonly Random _random;
    private readonly double[] _start;
    private LocalSearch? _search;

    public CostFrugalTuner(SearchSpace.SearchSpace space, int? seed)
    {
        _space = space;
        _random = seed is { } given ? new Random(given) : new Random();
        _start = space.MappingToFeatureSpace(space.SampleFromFeatureSpace(space.Default));
    }

    public Parameter Propose(TrialSettings settings) => _space.SampleFromFeatureSpace(_search?.Next() ?? _start);

    public void Update(TrialResult result)
    {
        var place = _space.MappingToFeatureSpace(result.TrialSettings.Parameter);
        if (_search == null)
            _search = new LocalSearch(_random, place, _space.Count, result.Loss);
        else if (_search.Learn(place, result.Loss))
            _search = null;
    }
}
