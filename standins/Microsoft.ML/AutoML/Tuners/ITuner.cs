using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>Chooses what is tried next, and hears what came of it.</summary>
public interface ITuner
{
    Parameter Propose(TrialSettings settings);

    void Update(TrialResult result);
}
