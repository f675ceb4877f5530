using System.Globalization;
using System.Xml.Linq;

namespace MLNetCompact;

/// <summary>A line of a <see cref="LineChart"/>: its name, its points from left to right or right to left, and whether it is dashed, or dots without a line; and of each point what a pointer over it is told.</summary>
internal sealed record ChartLine(string Name, IReadOnlyList<(double X, double Y)> Points, bool IsDashed = false, bool IsDots = false, IReadOnlyList<string>? Tips = null);

/// <summary>Lines over a pair of axes, drawn as SVG.</summary>
/// <param name="title">What it shows.</param>
/// <param name="xName">What lies to the right.</param>
/// <param name="yName">What lies upwards.</param>
/// <param name="lines">The lines.</param>
/// <param name="logarithmicX">Whether equal ways to the right are equal factors.</param>
internal sealed class LineChart(string title, string xName, string yName, IReadOnlyList<ChartLine> lines, bool logarithmicX = false)
{
    private const int Width = 760, LeastHeight = 440, Left = 80, Right = 230, Top = 54, Bottom = 60, Ticks = 5, LegendLine = 18;

    private static readonly string[] s_colours = ["#1b6ca8", "#c8442c", "#2f8f4e", "#8a4fbf", "#b8860b", "#5b5b5b", "#0f9aa0", "#c2185b"];

    private readonly int _height = Math.Max(LeastHeight, Top + Bottom + LegendLine * lines.Count);

    /// <summary>The drawing as a document.</summary>
    public string ToSvg() => new XDocument(ToElement()).ToString();

    /// <summary>The drawing.</summary>
    public XElement ToElement()
    {
        var points = lines.SelectMany(l => l.Points).Where(IsPlace).ToArray();
        var (x, y, floor) = (Axis.Of(points.Select(p => p.X), logarithmicX), Axis.Of(points.Select(p => p.Y), false), _height - Bottom);
        var root = Svg.Root(Width, _height, title, Svg.Line(Left, Top, Left, floor), Svg.Line(Left, floor, Width - Right, floor), Svg.Text(Left, 22, title, most: Width - Left, size: 15),
            Svg.Text((Left + Width - Right) / 2.0, _height - 14, xName, "middle"), Svg.Text(Left, Top - 12, yName));
        for (var i = 0; i <= Ticks; i++)
        {
            var (right, up) = (Left + (double)i / Ticks * (Width - Right - Left), floor - (double)i / Ticks * (floor - Top));
            root.Add(Svg.Line(right, floor, right, floor + 5), Svg.Text(right, floor + 19, x.Label((double)i / Ticks), "middle"));
            root.Add(Svg.Line(Left - 5, up, Left, up), Svg.Text(Left - 9, up + 4, y.Label((double)i / Ticks), "end"));
        }
        for (var i = 0; i < lines.Count; i++)
            root.Add(Drawn(lines[i], s_colours[i % s_colours.Length], Top + 14 + LegendLine * i, x, y));
        return root;
    }

    private XElement Drawn(ChartLine line, string colour, double legend, Axis x, Axis y)
    {
        var places = line.Points.Select((p, i) => (Point: p, Tip: line.Tips?[i])).Where(p => IsPlace(p.Point))
            .Select(p => (X: Svg.Number(Left + x.Of(p.Point.X) * (Width - Right - Left)), Y: Svg.Number(_height - Bottom - y.Of(p.Point.Y) * (_height - Bottom - Top)), p.Tip)).ToArray();
        var group = Svg.Element("g", ("stroke", colour), ("fill", "none"), ("stroke-width", "2")).With(line.IsDashed ? new XAttribute("stroke-dasharray", "6 4") : null);
        if (!line.IsDots)
            group.Add(Svg.Element("polyline", ("points", string.Join(' ', places.Select(p => $"{p.X},{p.Y}")))));
        foreach (var (cx, cy, tip) in line.IsDots || line.Tips is not null ? places : [])
        {
            var dot = Svg.Element("circle", ("cx", cx), ("cy", cy), ("r", "4"), ("fill", line.IsDots ? "#fff" : colour));
            group.Add(tip is null ? dot : dot.Told(tip));
        }
        return group.With(Svg.Line(Width - Right + 12, legend, Width - Right + 34, legend, colour), Svg.Text(Width - Right + 40, legend + 4, line.Name, most: Right - 44));
    }

    private static bool IsPlace((double X, double Y) point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    /// <summary>From where to where an axis goes.</summary>
    private readonly record struct Axis(double From, double To, bool IsLogarithmic)
    {
        public static Axis Of(IEnumerable<double> values, bool isLogarithmic)
        {
            var all = values.DefaultIfEmpty(isLogarithmic ? 1 : 0).ToArray();
            var (from, to) = (all.Min(), all.Max());
            return isLogarithmic ? new(Math.Log(from), Math.Log(to > from ? to : 2 * from), true) : new(from, to > from ? to : from + 1, false);
        }

        public double Of(double value) => ((IsLogarithmic ? Math.Log(value) : value) - From) / (To - From);

        public string Label(double part)
        {
            var value = From + part * (To - From);
            value = IsLogarithmic ? Math.Exp(value) : value;
            return value.ToString(Math.Abs(value) >= 1000 ? "N0" : "0.####", CultureInfo.InvariantCulture);
        }
    }
}
