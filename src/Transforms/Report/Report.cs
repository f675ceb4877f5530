using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;

namespace MLNetCompact;

/// <summary>What each step of a fit did: sizes, costs, accuracy, what was removed and what was refused.</summary>
public sealed class Report
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(), new ShapeConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    internal Report(LearningTask task, string metric, int seed, IReadOnlyList<string>? classes, IReadOnlyList<StepReport> steps) =>
        (Task, Metric, Seed, Classes, Steps) = (task, metric, seed, classes, steps);

    /// <summary>What was learned.</summary>
    public LearningTask Task { get; }

    /// <summary>The name of the metric on the held-back rows.</summary>
    public string Metric { get; }

    /// <summary>The seed of everything that was drawn at random.</summary>
    public int Seed { get; }

    /// <summary>The names of the classes in the order of the scores, or null where they have none.</summary>
    public IReadOnlyList<string>? Classes { get; }

    /// <summary>The steps in the order they ran.</summary>
    public IReadOnlyList<StepReport> Steps { get; }

    /// <summary>The versions of what computed: a build against stand-ins says so here.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["MLNetCompact"] = Version(typeof(Report)),
        ["Microsoft.ML"] = Version(typeof(MLContext)),
        ["ONNX Runtime"] = OrtEnv.Instance().GetVersionString(),
        [".NET"] = RuntimeInformation.FrameworkDescription,
    };

    /// <summary>The whole report with clock times as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>Writes <see cref="ToJson"/> to a file; an existing one is replaced only once the new one is complete.</summary>
    public void Save(string path) => AtomicFile.Write(path, Encoding.UTF8.GetBytes(ToJson()));

    /// <summary>A table of the steps, and one of the layers before the first and after the last step. No clock times: the same fit gives the same text.</summary>
    public override string ToString()
    {
        if (Steps.Count == 0)
            return "No step ran.";
        var text = new StringBuilder();
        TextTable.Write(text, ["step", "parameters", "multiply-adds", "stored bytes", $"validation {Metric}"],
            Steps.Select(s => Row(s.Step, s.After)).Prepend(Row("before", Steps[0].Before)));
        text.AppendLine();
        var (first, last) = (Steps[0].Before.Cost.Layers.ToDictionary(l => l.Node), Steps[^1].After.Cost.Layers);
        TextTable.Write(text, ["layer", "output", "parameters", "of", "multiply-adds", "of"], last.Where(l => l.Parameters > 0).Select(l => (string[])
            [l.Node, $"{l.Output}", Number(l.Parameters), Number(first.GetValueOrDefault(l.Node)?.Parameters), Number(l.MultiplyAdds), Number(first.GetValueOrDefault(l.Node)?.MultiplyAdds)]));
        foreach (var step in Steps)
        {
            foreach (var note in step.Notes)
                text.AppendLine(CultureInfo.InvariantCulture, $"{step.Step}: {note}");
        }
        return text.ToString().TrimEnd();
    }

    private static string[] Row(string name, NetworkState state) =>
        [name, Number(state.Cost.Parameters), Number(state.Cost.MultiplyAdds), Number(state.StoredBytes), state.Validation?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-"];

    private static string Number(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyInformationalVersionAttribute), false)
            .Cast<System.Reflection.AssemblyInformationalVersionAttribute>().FirstOrDefault()?.InformationalVersion ?? "unknown";

    private sealed class ShapeConverter : JsonConverter<Shape>
    {
        public override Shape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Shape value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
