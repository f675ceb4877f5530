using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>One trial: its number, from 0 on, and what was chosen for it.</summary>
public class TrialSettings
{
    public int TrialId { get; set; }

    public Parameter Parameter { get; set; } = null!;

    public DateTime StartedAtUtc { get; set; }

    public DateTime? EndedAtUtc { get; set; }
}
