namespace Microsoft.ML.Runtime;

/// <summary>The exceptions with which every component refuses a schema or a file.</summary>
internal static class Errors
{
    public static ArgumentOutOfRangeException ColumnNotFound(string parameter, string role, string column) =>
        new(parameter, $"Could not find {role} column '{column}'");

    public static ArgumentOutOfRangeException SchemaMismatch(string parameter, string role, string column, string expected, string actual) =>
        new(parameter, $"Schema mismatch for {role} column '{column}': expected {expected}, got {actual}");

    public static FormatException Corrupt(string what) => new($"Corrupt model file: {what}");

    public static void CheckNonEmpty(string? value, string parameter)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new ArgumentNullException(parameter, $"{parameter} cannot be null or empty.");
    }
}
