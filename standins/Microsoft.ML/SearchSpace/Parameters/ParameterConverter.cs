using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.ML.SearchSpace.Converter;

/// <summary>A parameter is written as its bare value; read back, its kind follows from the JSON.</summary>
internal sealed class ParameterConverter : JsonConverter<Parameter>
{
    public override Parameter? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.StartObject => Parameter.CreateNestedParameter([.. JsonSerializer.Deserialize<Dictionary<string, Parameter>>(ref reader, options)!]),
        JsonTokenType.StartArray => Parameter.FromIEnumerable(JsonSerializer.Deserialize<List<Parameter>>(ref reader, options)!),
        JsonTokenType.String => Parameter.FromString(reader.GetString()!),
        JsonTokenType.Number when reader.TryGetInt64(out var whole) => Parameter.FromLong(whole),
        JsonTokenType.Number => Parameter.FromDouble(reader.GetDouble()),
        JsonTokenType.True => Parameter.FromBool(true),
        JsonTokenType.False => Parameter.FromBool(false),
        JsonTokenType.Null => null,
        var other => throw new ArgumentException($"Unsupported reader type {other}"),
    };

    public override void Write(Utf8JsonWriter writer, Parameter value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Value, options);
}
