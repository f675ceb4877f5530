using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Data;

namespace MLNetCompact;

/// <summary>What has to survive in a saved model beside the weights, kept as text in the metadata of its ONNX bytes.</summary>
/// <param name="Task">What was learned.</param>
/// <param name="Classes">How many classes the label has.</param>
/// <param name="ValueType">The type of the label's key values, or null if its keys stand for none.</param>
/// <param name="Values">The label's key values as text.</param>
/// <param name="Columns">The column names.</param>
/// <param name="Input">The name of the network's input.</param>
/// <param name="Output">The name of the network's output.</param>
/// <param name="Report">What each step did, without clock times.</param>
internal sealed record SavedModel(LearningTask Task, int Classes, string? ValueType, IReadOnlyList<string>? Values, NetworkColumns Columns, string Input, string Output, Report Report)
{
    /// <summary>The version of this text; a reader refuses newer ones.</summary>
    public const int Version = 1;

    public const string VersionKey = "mlnetcompact.version";

    private const string ModelKey = "mlnetcompact.model";

    private static readonly JsonSerializerOptions s_json = new(Report.Json) { WriteIndented = false };

    [JsonIgnore]
    public LabelColumn Label => Task == LearningTask.None ? LabelColumn.None : new(Columns.Label, Task, Classes,
        Task switch { LearningTask.MulticlassClassification => new KeyDataViewType(typeof(uint), Classes), LearningTask.BinaryClassification => BooleanDataViewType.Instance, _ => NumberDataViewType.Single },
        ValueType is null ? null : KeyValues.Parse(ValueType, Values!));

    public static SavedModel Of(Network network, LabelColumn label, NetworkColumns columns, Report report) =>
        new(label.Task, label.Classes, label.Values?.Type.ToString(), label.Values?.Texts, columns, network.Inputs[0].Name, network.Outputs[0].Name, report.WithoutTimes());

    public IEnumerable<KeyValuePair<string, string>> ToMetadata() =>
        [new(VersionKey, $"{Version}"), new(ModelKey, JsonSerializer.Serialize(this, s_json))];

    /// <summary>What the metadata says, or null if it is not of a model of ours.</summary>
    /// <exception cref="InvalidDataException">It is of a newer version, or damaged.</exception>
    public static SavedModel? From(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(VersionKey, out var version))
            return null;
        if (!int.TryParse(version, out var number) || number is < 1 or > Version)
            throw new InvalidDataException($"The model was saved by another version of MLNetCompact (format {version}); this one reads format {Version}. Update the package MLNetCompact.Transforms.");
        try
        {
            return JsonSerializer.Deserialize<SavedModel>(metadata[ModelKey], s_json) ?? throw new JsonException("it is empty");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or NotSupportedException)
        {
            throw new InvalidDataException($"The model's metadata '{ModelKey}' is damaged: {e.Message}", e);
        }
    }
}
