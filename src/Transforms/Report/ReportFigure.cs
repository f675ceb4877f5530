using System.Text.Json.Serialization;

namespace MLNetCompact;

/// <summary>Curves that a step measured, such as what the metric is when a layer keeps so much of its weights.</summary>
/// <param name="Title">What they show.</param>
/// <param name="XName">What lies to the right.</param>
/// <param name="YName">What lies upwards.</param>
/// <param name="Curves">The curves.</param>
public sealed record ReportFigure(string Title, string XName, string YName, IReadOnlyList<ReportCurve> Curves)
{
    [JsonIgnore]
    internal LineChart Chart => new(Title, XName, YName, [.. Curves.Select(c => new ChartLine(c.Name, [.. c.X.Zip(c.Y)], c.IsDashed))]);
}

/// <summary>A curve of a <see cref="ReportFigure"/>.</summary>
/// <param name="Name">What it is of.</param>
/// <param name="X">Its points to the right.</param>
/// <param name="Y">Its points upwards, as many.</param>
/// <param name="IsDashed">Whether it is dashed.</param>
public sealed record ReportCurve(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, bool IsDashed = false);
