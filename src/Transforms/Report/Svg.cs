using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace MLNetCompact;

/// <summary>Pieces of drawings. Names come from files: what XML cannot hold is shown as a question mark, and what is too long is cut, with the whole as a tooltip.</summary>
internal static class Svg
{
    /// <summary>No letter of the font is wider, as a share of its size, but capitals in a row.</summary>
    private const double LetterWidth = 0.62;

    private const string TextColour = "#222";

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    public static XElement Root(double width, double height, string title, params object?[] content) => Element("svg", ("viewBox", $"0 0 {Number(width)} {Number(height)}"), ("width", Number(width)),
        ("height", Number(height)), ("font-family", "sans-serif"), ("font-size", "12")).With(Element("title").With(Safe(title)), content);

    public static XElement Element(string name, params (string Name, string Value)[] attributes) => new(s_svg + name, attributes.Select(a => new XAttribute(a.Name, a.Value)));

    public static XElement With(this XElement element, params object?[] content)
    {
        element.Add(content);
        return element;
    }

    /// <summary>What a pointer over the element is told.</summary>
    public static XElement Told(this XElement element, string tip) => element.With(Element("title").With(Safe(tip)));

    public static XElement Line(double fromX, double fromY, double toX, double toY, string colour = "#444") =>
        Element("path", ("d", $"M{Number(fromX)} {Number(fromY)}L{Number(toX)} {Number(toY)}"), ("stroke", colour), ("fill", "none"));

    public static XElement Box(double x, double y, double width, double height, string colour) =>
        Element("rect", ("x", Number(x)), ("y", Number(y)), ("width", Number(width)), ("height", Number(height)), ("fill", colour));

    /// <summary>Text that is at most so wide; of names of nodes the end tells more than the start.</summary>
    public static XElement Text(double x, double y, string text, string anchor = "start", double most = double.PositiveInfinity, int size = 12, bool cutsStart = false)
    {
        var (safe, letters) = (Safe(text), most / (LetterWidth * size));
        var element = Element("text", ("x", Number(x)), ("y", Number(y)), ("text-anchor", anchor), ("font-size", Number(size)), ("fill", TextColour), ("stroke", "none"));
        if (safe.Length <= letters)
            return element.With(safe);
        var left = Math.Max(1, (int)letters - 1);
        return element.With(Safe(cutsStart ? $"…{safe[^left..]}" : $"{safe[..left]}…")).Told(safe);
    }

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Text that XML can hold.</summary>
    public static string Safe(string text)
    {
        var safe = text.ToCharArray();
        for (var i = 0; i < safe.Length; i++)
        {
            if (i + 1 < safe.Length && XmlConvert.IsXmlSurrogatePair(safe[i + 1], safe[i]))
                i++;
            else if (!XmlConvert.IsXmlChar(safe[i]))
                safe[i] = '?';
        }
        return new(safe);
    }
}
