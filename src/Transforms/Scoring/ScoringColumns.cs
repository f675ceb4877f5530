namespace MLNetCompact;

/// <summary>
/// Columns that live only inside a scoring chain. Saved models name them and the contracts below: they never change.
/// </summary>
internal static class ScoringColumns
{
    public const string Features = "MLNetCompact.Features";
    public const string Raw = "MLNetCompact.Raw";
    public const string Index = "MLNetCompact.Index";
    public const string Value = "MLNetCompact.Value";
    public const string Score = "MLNetCompact.Score";
    public const string Probability = "MLNetCompact.Probability";
    public const string PredictedLabel = "MLNetCompact.PredictedLabel";
}
