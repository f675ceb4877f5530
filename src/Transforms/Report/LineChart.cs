using System.Globalization;
using System.Xml.Linq;

namespace MLNetCompact;

/// <summary>A line of a <see cref="LineChart"/>: its name, its points from left to right or right to left, and whether it is dashed, or dots without a line.</summary>
internal sealed record ChartLine(string Name, IReadOnlyList<(double X, double Y)> Points, bool IsDashed = false, bool IsDots = false);

/// <summary>Lines over a pair of axes, drawn as SVG.</summary>
/// <param name="title">What it shows.</param>
/// <param name="xName">What lies to the right.</param>
/// <param name="yName">What lies upwards.</param>
/// <param name="lines">The lines.</param>
/// <param name="logarithmicX">Whether equal ways to the right are equal factors.</param>
internal sealed class LineChart(string title, string xName, string yName, IReadOnlyList<ChartLine> lines, bool logarithmicX = false)
{
    private const int Width = 720, Height = 440, Left = 70, Right = 200, Top = 40, Bottom = 60, Ticks = 5;

    private static readonly string[] s_colours = ["#1b6ca8", "#c8442c", "#2f8f4e", "#8a4fbf", "#b8860b", "#5b5b5b", "#0f9aa0", "#c2185b"];
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    /// <summary>The drawing.</summary>
    public string ToSvg()
    {
        var points = lines.SelectMany(l => l.Points).Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)).ToArray();
        var (x, y) = (Axis.Of(points.Select(p => p.X), logarithmicX), Axis.Of(points.Select(p => p.Y), false));
        var root = new XElement(s_svg + "svg", Attribute("viewBox", $"0 0 {Width} {Height}"), Attribute("font-family", "sans-serif"), Attribute("font-size", "12"),
            new XElement(s_svg + "title", title), Box(), Text(Left, 22, title, "start", 15),
            Text((Left + Width - Right) / 2.0, Height - 14, xName, "middle"), Text(Left, Top - 6, yName, "start"));
        for (var i = 0; i <= Ticks; i++)
        {
            var (right, up) = (Left + (double)i / Ticks * (Width - Right - Left), Height - Bottom - (double)i / Ticks * (Height - Bottom - Top));
            root.Add(Line(right, Height - Bottom, right, Height - Bottom + 5), Text(right, Height - Bottom + 19, x.Label((double)i / Ticks), "middle"));
            root.Add(Line(Left - 5, up, Left, up), Text(Left - 9, up + 4, y.Label((double)i / Ticks), "end"));
        }
        for (var i = 0; i < lines.Count; i++)
            root.Add(Drawn(lines[i], s_colours[i % s_colours.Length], Top + 14 + 18 * i, x, y));
        return new XDocument(root).ToString();
    }

    private static XElement Drawn(ChartLine line, string colour, double legend, Axis x, Axis y)
    {
        var places = line.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))
            .Select(p => (X: Number(Left + x.Of(p.X) * (Width - Right - Left)), Y: Number(Height - Bottom - y.Of(p.Y) * (Height - Bottom - Top)))).ToArray();
        object drawn = line.IsDots ? places.Select(p => new XElement(s_svg + "circle", Attribute("cx", p.X), Attribute("cy", p.Y), Attribute("r", "3")))
            : new XElement(s_svg + "polyline", Attribute("points", string.Join(' ', places.Select(p => $"{p.X},{p.Y}"))));
        var dashes = line.IsDashed ? Attribute("stroke-dasharray", "6 4") : null;
        return new(s_svg + "g", Attribute("stroke", colour), Attribute("fill", "none"), Attribute("stroke-width", "2"), dashes,
            drawn, Line(Width - Right + 12, legend, Width - Right + 34, legend),
            new XElement(s_svg + "text", Attribute("x", Number(Width - Right + 40)), Attribute("y", Number(legend + 4)), Attribute("stroke", "none"), Attribute("fill", "#222"), line.Name));
    }

    private static XElement Box() => new(s_svg + "path", Attribute("d", $"M{Left} {Top}V{Height - Bottom}H{Width - Right}"), Attribute("stroke", "#444"), Attribute("fill", "none"));

    private static XElement Line(double fromX, double fromY, double toX, double toY) =>
        new(s_svg + "path", Attribute("d", $"M{Number(fromX)} {Number(fromY)}L{Number(toX)} {Number(toY)}"), Attribute("stroke", "currentColor"));

    private static XElement Text(double x, double y, string text, string anchor, int size = 12) =>
        new(s_svg + "text", Attribute("x", Number(x)), Attribute("y", Number(y)), Attribute("text-anchor", anchor), Attribute("font-size", $"{size}"), Attribute("fill", "#222"), text);

    private static XAttribute Attribute(string name, string value) => new(name, value);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

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
            return (IsLogarithmic ? Math.Exp(value) : value).ToString("0.###", CultureInfo.InvariantCulture);
        }
    }
}
