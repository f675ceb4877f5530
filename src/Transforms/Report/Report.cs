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
    internal static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(), new ShapeConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    [JsonConstructor]
    internal Report(LearningTask task, string metric, int seed, int threads, IReadOnlyList<string>? classes, IReadOnlyList<StepReport> steps, IReadOnlyDictionary<string, string>? versions = null) =>
        (Task, Metric, Seed, Threads, Classes, Steps, Versions) = (task, metric, seed, threads, classes, steps, versions ?? CurrentVersions());

    /// <summary>What was learned.</summary>
    public LearningTask Task { get; }

    /// <summary>The name of the metric on the held-back rows.</summary>
    public string Metric { get; }

    /// <summary>The seed of everything that was drawn at random.</summary>
    public int Seed { get; }

    /// <summary>How many threads computed; another number rounds otherwise.</summary>
    public int Threads { get; }

    /// <summary>The names of the classes in the order of the scores, or null where they have none.</summary>
    public IReadOnlyList<string>? Classes { get; }

    /// <summary>The steps in the order they ran.</summary>
    public IReadOnlyList<StepReport> Steps { get; }

    /// <summary>The versions of what computed: a build against stand-ins says so here.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; }

    /// <summary>The whole report with clock times as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Writes <see cref="ToJson"/> to a file; an existing one is replaced only once the new one is complete.</summary>
    public void Save(string path) => AtomicFile.Write(path, Encoding.UTF8.GetBytes(ToJson()));

    /// <summary>Writes the report as one page with pictures that needs nothing else; an existing file is replaced only once the new one is complete.</summary>
    /// <param name="path">The file, usually .html.</param>
    /// <param name="before">The network before the first step, for weights and kernels before; null without.</param>
    /// <param name="after">The network after the last one, for weights and kernels; null without.</param>
    public void SaveHtml(string path, Network? before = null, Network? after = null) => ReportPage.Of(this, before, after).Save(path);

    /// <summary>A table of the steps, and one of the layers before the first and after the last step. No clock times: the same fit gives the same text.</summary>
    public override string ToString()
    {
        if (Steps.Count == 0)
            return "No step ran.";
        var text = new StringBuilder();
        TextTable.Write(text, Header,
            Steps.Select(s => Row(s.Step, s.After)).Prepend(Row("before", Steps[0].Before)));
        text.AppendLine();
        var (first, last) = (Steps[0].Before.Cost.Layers.ToDictionary(l => l.Node), Steps[^1].After.Cost.Layers);
        TextTable.Write(text, ["layer", "output", "parameters", "of", "multiply-adds", "of"], last.Where(l => l.Parameters > 0).Select(l => (string[])
            [l.Node, $"{l.Output}", Number(l.Parameters), Number(first.GetValueOrDefault(l.Node)?.Parameters), Number(l.MultiplyAdds), Number(first.GetValueOrDefault(l.Node)?.MultiplyAdds)]));
        foreach (var step in Steps)
        {
            WritePath(text, step);
            foreach (var note in step.Notes)
                text.AppendLine(CultureInfo.InvariantCulture, $"{step.Step}: {note}");
        }
        return text.ToString().TrimEnd();
    }

    /// <summary>The same report with all times 0, for files that have to be the same each time, and without the epochs and figures that the text does not show.</summary>
    internal Report WithoutTimes() => new(Task, Metric, Seed, Threads, Classes, [.. Steps.Select(s => s with { Seconds = 0, Figures = null, Epochs = [.. s.Epochs.Where(IsShown).Select(e => e with { Elapsed = TimeSpan.Zero })] })], Versions);

    /// <summary>How the penalties and what they make 0 went, epoch by epoch.</summary>
    private void WritePath(StringBuilder text, StepReport step)
    {
        var sparse = step.Epochs.Where(IsShown).ToArray();
        if (sparse.Length == 0)
            return;
        var kinds = sparse[0].Lambdas.Keys.ToArray();
        TextTable.Write(text, [$"{step.Step} epoch", "loss", $"validation {Metric}", .. kinds.SelectMany(k => (string[])[$"{k} zero", "lambda"])],
            sparse.Select(e => (string[])[$"{e.Epoch}", Text(e.Loss), e.Validation is { } v ? Text(v) : "-", .. kinds.SelectMany(k => (string[])[$"{100 * e.Sparsity[k]:0} %", Text(e.Lambdas[k])])]));

        static string Text(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
    }

    private static bool IsShown(TrainingProgress epoch) => epoch.Lambdas.Count > 0;

    private static SortedDictionary<string, string> CurrentVersions() => new(StringComparer.Ordinal)
    {
        ["MLNetCompact"] = Version(typeof(Report)),
        ["Microsoft.ML"] = Version(typeof(MLContext)),
        ["ONNX Runtime"] = OrtEnv.Instance().GetVersionString(),
        [".NET"] = RuntimeInformation.FrameworkDescription,
    };

    /// <summary>The figures of <see cref="Row"/>.</summary>
    internal string[] Header => ["step", "parameters", "weights not 0", "multiply-adds", "stored bytes", $"validation {Metric}"];

    /// <summary>A network in a table of steps.</summary>
    internal static string[] Row(string name, NetworkState state) =>
        [name, Number(state.Cost.Parameters), Number(state.NonZeroWeights), Number(state.Cost.MultiplyAdds), Number(state.StoredBytes), state.Validation?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-"];

    private static string Number(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyInformationalVersionAttribute), false)
            .Cast<System.Reflection.AssemblyInformationalVersionAttribute>().FirstOrDefault()?.InformationalVersion ?? "unknown";

    private sealed class ShapeConverter : JsonConverter<Shape>
    {
        public override Shape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return new Shape((reader.GetString() ?? "").Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(d => d == "N" ? Shape.Unknown : long.Parse(d, CultureInfo.InvariantCulture)));
            }
            catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
            {
                throw new JsonException("A shape is not of the form [N, 1, 28, 28].", e);
            }
        }

        public override void Write(Utf8JsonWriter writer, Shape value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
