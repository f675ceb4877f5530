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

    /// <summary>Whether a column of this name would get lost.</summary>
    public static bool IsOwn(string name) => s_all.Contains(name);

    /// <summary>The chain drops these columns at its end; a user's column of such a name would go with them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The schema has such a column; the message names it.</exception>
    public static void Refuse(DataViewSchema schema)
    {
        Refuse(schema.Select(c => c.Name));
    }

    /// <exception cref="ArgumentOutOfRangeException">A name is one of ours; the message has it.</exception>
    public static void Refuse(IEnumerable<string> schema)
    {
        if (schema.FirstOrDefault(IsOwn) is { } taken)
            throw new ArgumentOutOfRangeException(nameof(schema), $"Column '{taken}' has a name that MLNetCompact keeps for itself; rename it.");
    }
}
