using System.Globalization;
using System.Xml.Linq;

namespace MLNetCompact;

/// <summary>How the numbers of a weight lie, before and after; zeros are counted apart.</summary>
internal static class WeightHistogram
{
    private const int Width = 360, Height = 150, Bins = 60, Left = 10, Top = 26, Bottom = 20;

    /// <param name="name">The layer.</param>
    /// <param name="before">Its numbers before; empty where they are not known.</param>
    /// <param name="after">Its numbers after.</param>
    public static XElement Draw(string name, ReadOnlySpan<float> before, ReadOnlySpan<float> after)
    {
        var most = Math.Max(Largest(before), Largest(after));
        var zeros = after.Length == 0 ? 0 : 100.0 * after.Count(0f) / after.Length;
        var note = string.Create(CultureInfo.InvariantCulture, $"{after.Length:N0} numbers, {zeros:0.#} % are 0");
        var root = Svg.Root(Width, Height, $"{name}: {note}", Svg.Text(Left, 16, name, most: 170), Svg.Text(Width - Left, 16, note, "end", 165, 10), Svg.Line(Left, Height - Bottom, Width - Left, Height - Bottom),
            Svg.Text(Left, Height - 6, Label(-most), size: 10), Svg.Text(Width / 2.0, Height - 6, "0", "middle", size: 10), Svg.Text(Width - Left, Height - 6, Label(most), "end", size: 10));
        root.Add(Area(before, most, "#b9c4cf", "none"), Area(after, most, "none", "#1b6ca8"));
        return root;

        static string Label(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
    }

    private static XElement? Area(ReadOnlySpan<float> values, double most, string fill, string stroke)
    {
        var counts = new int[Bins];
        foreach (var value in values)
        {
            if (value != 0 && float.IsFinite(value))
                counts[Math.Clamp((int)((value + most) / (2 * most) * Bins), 0, Bins - 1)]++;
        }
        var (highest, width, floor) = (counts.Max(), (Width - 2.0 * Left) / Bins, Height - Bottom);
        if (highest == 0)
            return null;
        var path = string.Concat(counts.Select((c, i) => $"V{Svg.Number(floor - (double)c / highest * (floor - Top))}H{Svg.Number(Left + width * (i + 1))}"));
        return Svg.Element("path", ("d", $"M{Left} {floor}{path}V{floor}Z"), ("fill", fill), ("stroke", stroke), ("stroke-width", "1.5"));
    }

    private static double Largest(ReadOnlySpan<float> values)
    {
        var largest = 0f;
        foreach (var value in values)
            largest = float.IsFinite(value) ? Math.Max(largest, Math.Abs(value)) : largest;
        return largest > 0 ? largest : 1e-30;
    }
}
