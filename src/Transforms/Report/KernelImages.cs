using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace MLNetCompact;

/// <summary>Kernels as small images: black is the most negative, white the most positive number of each.</summary>
internal static class KernelImages
{
    /// <summary>No more are drawn.</summary>
    public const int Most = 72;

    private const int Columns = 24, Cell = 30, Side = 26, Levels = 16, Top = 26;

    /// <param name="title">What they are.</param>
    /// <param name="kernels">The kernels, height by width, and what is told of each.</param>
    /// <param name="height">Rows of a kernel.</param>
    /// <param name="width">Columns of a kernel.</param>
    public static XElement Draw(string title, IReadOnlyList<(ReadOnlyMemory<float> Values, string Tip)> kernels, int height, int width)
    {
        var rows = (kernels.Count + Columns - 1) / Columns;
        var root = Svg.Root(Columns * Cell, Top + rows * Cell, title, Svg.Text(0, 16, title, most: Columns * Cell));
        var pixel = (double)Side / Math.Max(height, width);
        var levels = Enumerable.Range(0, Levels).Select(_ => new StringBuilder()).ToArray();
        var tips = new List<XElement>();
        for (var k = 0; k < kernels.Count; k++)
        {
            var (left, top) = (k % Columns * Cell, Top + k / Columns * Cell);
            var values = kernels[k].Values.Span;
            var most = 1e-30f;
            foreach (var value in values)
                most = Math.Max(most, Math.Abs(value));
            for (var i = 0; i < values.Length; i++)
            {
                var level = Math.Clamp((int)((values[i] / most + 1) / 2 * Levels), 0, Levels - 1);
                levels[level].Append(CultureInfo.InvariantCulture, $"M{Svg.Number(left + i % width * pixel)} {Svg.Number(top + i / width * pixel)}h{Svg.Number(pixel)}v{Svg.Number(pixel)}h-{Svg.Number(pixel)}z");
            }
            tips.Add(Svg.Box(left, top, width * pixel, height * pixel, "transparent").Told(kernels[k].Tip));
        }
        for (var level = 0; level < Levels; level++)
        {
            if (levels[level].Length > 0)
                root.Add(Svg.Element("path", ("d", levels[level].ToString()), ("fill", $"rgb({Grey(level)},{Grey(level)},{Grey(level)})"), ("shape-rendering", "crispEdges")));
        }
        return root.With(tips);

        static int Grey(int level) => 255 * level / (Levels - 1);
    }
}
