using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>Anywhere in the space, each place as likely as any other.</summary>
internal sealed class RandomSearchTuner(SearchSpace.SearchSpace space, int? seed) : ITuner
{
    private readonly Random _random = seed is { } given ? new Random(given) : new Random();

    public Parameter Propose(TrialSettings settings)
    {
        var place = new double[space.FeatureSpaceDim];
        for (var i = 0; i < place.Length; i++)
            place[i] = _random.NextDouble();
        return space.SampleFromFeatureSpace(place);
    }

    public void Update(TrialResult result) { }
}
