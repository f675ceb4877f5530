using Microsoft.ML;

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

    private static readonly string[] s_all = [Features, Raw, Index, Value, Score, Probability, PredictedLabel];

    /// <summary>The chain drops these columns at its end; a user's column of such a name would go with them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The schema has such a column; the message names it.</exception>
    public static void Refuse(DataViewSchema schema)
    {
        if (s_all.FirstOrDefault(name => schema.GetColumnOrNull(name) is not null) is { } taken)
            throw new ArgumentOutOfRangeException(nameof(schema), $"Column '{taken}' has a name that MLNetCompact keeps for itself; rename it.");
    }
}
