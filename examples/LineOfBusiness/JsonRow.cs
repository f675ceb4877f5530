using System.Buffers;
using System.Text.Json;

namespace LineOfBusiness;

/// <summary>A row in JSON, such as <c>{"Features":[0.1,0.2]}</c>, read into numbers that are there already. Columns that the model does not read may come along.</summary>
public static class JsonRow
{
    /// <summary>Reads the column; tells what is wrong with it, or null.</summary>
    /// <param name="json">The whole body.</param>
    /// <param name="column">The name of the column.</param>
    /// <param name="values">Where its numbers go: as many as it has to have.</param>
    public static string? Read(in ReadOnlySequence<byte> json, string column, Span<float> values)
    {
        var reader = new Utf8JsonReader(json);
        var found = false;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return $"The body is not an object with the column '{column}'.";
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!reader.ValueTextEquals(column))
                {
                    reader.Skip();
                    continue;
                }
                if (found)
                    return $"Column '{column}' is there twice.";
                found = true;
                if (ReadValues(ref reader, column, values) is { } problem)
                    return problem;
            }
            // The end of the text, or an error about what follows it.
            reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is for names with half a character in them.
            return $"The body, which has to have the column '{column}', is not JSON: {e.Message}";
        }
        return found ? null : $"Column '{column}' is missing.";
    }

    private static string? ReadValues(ref Utf8JsonReader reader, string column, Span<float> values)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return $"Column '{column}' is not an array of {values.Length} numbers.";
        var count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetSingle(out var value) || !float.IsFinite(value))
                return $"Column '{column}': value {count} is not a finite number.";
            if (count < values.Length)
                values[count] = value;
        }
        return count == values.Length ? null : $"Column '{column}' has {count} values; the model reads {values.Length}.";
    }
}
