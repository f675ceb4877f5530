using Spectre.Console;
using Spectre.Console.Rendering;

namespace MLNetCompact.Tool;

/// <summary>Tables of the width of the terminal, or of full length and without colours in a file or a pipe.</summary>
internal static class ToolText
{
    /// <summary>Wider than any line, and small enough to compute with.</summary>
    private const int FullLength = 1 << 28;

    public static void Write(TextWriter output, Action<IAnsiConsole, TableBorder> write)
    {
        if (output == Console.Out && !Console.IsOutputRedirected)
        {
            write(AnsiConsole.Console, TableBorder.Rounded);
            return;
        }
        using var text = new StringWriter { NewLine = "\n" };
        var plain = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        plain.Profile.Width = FullLength;
        write(plain, TableBorder.None);
        foreach (var line in text.ToString().TrimEnd().Split('\n'))
            output.WriteLine(line.TrimEnd());
    }

    /// <summary>A word to a user whose labels mean something else than the network's outputs; null where that is not likely.</summary>
    /// <param name="accuracy">The share of labelled rows that the network given gets right; null without labels.</param>
    /// <param name="outputs">How many classes it tells apart.</param>
    public static string? Doubt(double? accuracy, int? outputs) => accuracy < 1.0 / outputs
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The network given gets {accuracy:P1} of labelled rows right, fewer than by chance: are its outputs in another order than the labels? Labels 0, 1, ... are its outputs in their order, names in the order of the alphabet. Pixels may want --mean and --std.") : null;

    public static string Number(double value, string format) => value.ToString(format, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Names come from files: what would steer a terminal is shown as a question mark.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));

    /// <summary>The same, line by line.</summary>
    public static string PrintableLines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(Printable));

    public static Table Table(TableBorder border, params (string Title, bool IsNumber)[] columns)
    {
        var table = new Table().Border(border);
        foreach (var (title, isNumber) in columns)
            table.AddColumn(new TableColumn(title) { Alignment = isNumber ? Justify.Right : Justify.Left, NoWrap = isNumber });
        return table;
    }

    public static void Row(Table table, params string[] cells) => table.AddRow(cells.Select(c => (IRenderable)new Text(Printable(c))));
}
