using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MLNetCompact;

/// <summary>How much the metric of a network suffers when one layer alone is pruned, without retraining.</summary>
/// <param name="Metric">The name of the metric.</param>
/// <param name="Rows">How many rows it was measured on.</param>
/// <param name="Curves">One curve for each layer that can be pruned.</param>
public sealed record PruneSensitivity(string Metric, int Rows, IReadOnlyList<SensitivityCurve> Curves)
{
    /// <summary>The curves as a table with the columns layer, kept and the metric.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder($"layer,kept,{Metric}\n");
        foreach (var curve in Curves)
        {
            foreach (var (kept, metric) in curve.Points)
                text.Append(CultureInfo.InvariantCulture, $"\"{curve.Layer.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{kept},{metric}\n");
        }
        return text.ToString();
    }

    /// <summary>The curves as a drawing.</summary>
    public string ToSvg() => Figure.Chart.ToSvg();

    internal ReportFigure Figure => new("Sensitivity", "share of the layer's weights that stays", Metric,
        [.. Curves.Select(c => new ReportCurve(c.Layer, [.. c.Points.Select(p => p.Kept)], [.. c.Points.Select(p => p.Metric)], c.IsConvolution))]);

    /// <summary>Writes the curves beside each other with the endings .json, .csv and .svg; existing files are replaced.</summary>
    /// <param name="path">The path without an ending; its folder is made.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path + ".csv", Encoding.UTF8.GetBytes(ToCsv()));
        AtomicFile.Write(path + ".svg", Encoding.UTF8.GetBytes(ToSvg()));
        AtomicFile.Write(path + ".json", JsonSerializer.SerializeToUtf8Bytes(this, Report.Json));
    }

    /// <exception cref="InvalidDataException">The file is not one of these; the message names it.</exception>
    internal static PruneSensitivity Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<PruneSensitivity>(File.ReadAllBytes(path), Report.Json) is { Curves: not null } read ? read
                : throw new JsonException("It is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' holds no measured sensitivity: {e.Message} Delete it to measure anew.", e);
        }
    }
}

/// <summary>What the metric is when so much of one layer stays.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="IsConvolution">Whether it is a convolution.</param>
/// <param name="Points">From everything to the smallest share.</param>
public sealed record SensitivityCurve(string Layer, bool IsConvolution, IReadOnlyList<SensitivityPoint> Points);

/// <summary>A point of a <see cref="SensitivityCurve"/>.</summary>
/// <param name="Kept">The share of the layer's weights that stays.</param>
/// <param name="Metric">The metric with it.</param>
public readonly record struct SensitivityPoint(double Kept, double Metric);
