using System.Text;
using System.Xml.Linq;

namespace MLNetCompact;

/// <summary>A page that needs nothing but itself: no script, no font, no picture from elsewhere, and no browser would fetch one for it.</summary>
internal sealed class HtmlPage
{
    private const string Style = """
        body { font: 15px/1.5 sans-serif; color: #222; background: #fff; max-width: 1120px; margin: 2em auto; padding: 0 1em; }
        h1 { font-size: 1.7em; } h2 { font-size: 1.25em; margin-top: 2em; border-bottom: 1px solid #ccc; }
        table { border-collapse: collapse; margin: 1em 0; display: block; overflow-x: auto; }
        th, td { padding: 3px 12px; text-align: right; border-bottom: 1px solid #e5e5e5; vertical-align: top; white-space: nowrap; }
        th { background: #f3f5f7; } th:first-child, td:first-child, td.text { text-align: left; } td.text { white-space: normal; }
        svg { max-width: 100%; height: auto; margin: 6px 12px 6px 0; } li { overflow-wrap: anywhere; }
        """;

    private readonly XElement _body;
    private readonly string _title;

    public HtmlPage(string title)
    {
        _title = Svg.Safe(title);
        _body = new("body", new XElement("h1", _title));
    }

    public HtmlPage Heading(string text) => Add(new XElement("h2", Svg.Safe(text)));

    public HtmlPage Text(string text) => Add(new XElement("p", Svg.Safe(text)));

    public HtmlPage List(IEnumerable<string> items) => Add(new XElement("ul", items.Select(i => new XElement("li", Svg.Safe(i)))));

    /// <summary>A table; columns of text are to the left, others to the right.</summary>
    public HtmlPage Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, params int[] textColumns) => Add(new XElement("table",
        new XElement("tr", header.Select(h => new XElement("th", Svg.Safe(h)))),
        rows.Select(r => new XElement("tr", r.Select((cell, i) => new XElement("td", textColumns.Contains(i) ? new XAttribute("class", "text") : null, Svg.Safe(cell)))))));

    public HtmlPage Add(params IEnumerable<XElement> elements)
    {
        _body.Add(elements);
        return this;
    }

    public override string ToString() => "<!DOCTYPE html>\n" + new XElement("html", new XAttribute("lang", "en"),
        new XElement("head", new XElement("meta", new XAttribute("charset", "utf-8")), new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width")),
            new XElement("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", "default-src 'none'; style-src 'unsafe-inline'")),
            new XElement("title", _title), new XElement("style", Style)), _body).ToString(SaveOptions.DisableFormatting) + "\n";

    /// <summary>Writes the page; an existing file is replaced only once the new one is complete.</summary>
    public void Save(string path) => AtomicFile.Write(path, Encoding.UTF8.GetBytes(ToString()));
}
