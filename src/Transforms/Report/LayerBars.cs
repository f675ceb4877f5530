using System.Globalization;
using System.Xml.Linq;

namespace MLNetCompact;

/// <summary>What each layer took before and takes after, as bars.</summary>
internal static class LayerBars
{
    private const int Width = 960, Names = 260, Numbers = 260, Row = 30, Bar = 11;

    private const string Before = "#b9c4cf", After = "#1b6ca8";

    /// <param name="title">What the bars count.</param>
    /// <param name="layers">The layers: name, before, and after; 0 where it is gone.</param>
    public static XElement Draw(string title, IReadOnlyList<(string Name, long Before, long After)> layers)
    {
        var (root, most) = (Svg.Root(Width, 34 + Row * layers.Count, title, Svg.Text(0, 18, title, size: 15)), Math.Max(1, layers.Select(l => Math.Max(l.Before, l.After)).DefaultIfEmpty(1).Max()));
        for (var i = 0; i < layers.Count; i++)
        {
            var ((name, before, after), y) = (layers[i], 30 + Row * i);
            var text = string.Create(CultureInfo.InvariantCulture, $"{after:N0} of {before:N0}{(before > 0 ? $" ({100.0 * after / before:0.#} %)" : "")}");
            root.Add(Svg.Element("g").With(
                Svg.Text(Names - 8, y + 16, name, "end", Names - 8, cutsStart: true), Svg.Box(Names, y + 2, Length(before), Bar, Before), Svg.Box(Names, y + 2 + Bar, Length(after), Bar, After),
                Svg.Text(Width - Numbers + 10, y + 16, text, most: Numbers - 10)).Told($"{name}: {text}"));
        }
        return root;

        double Length(long value) => (double)value / most * (Width - Names - Numbers);
    }
}
