using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Splits lines into fields.</summary>
internal sealed class TextLines(TextLoader.Options options)
{
    public IEnumerable<string[]> Read(IMultiStreamSource source)
    {
        for (var i = 0; i < source.Count; i++)
        {
            using var reader = source.OpenTextReader(i);
            var skip = options.HasHeader;
            while (reader.ReadLine() is { } line)
            {
                if (line.Length == 0)
                    continue;
                if (!skip)
                    yield return Split(line);
                skip = false;
            }
        }
    }

    public string[]? Header(IMultiStreamSource source)
    {
        using var reader = source.OpenTextReader(0);
        return reader.ReadLine() is { } line ? Split(line) : null;
    }

    private string[] Split(string line)
    {
        if (!options.AllowQuoting || !line.Contains('"'))
            return Array.ConvertAll(line.Split(options.Separators), Trimmed);
        var fields = new List<string>();
        var at = 0;
        while (at <= line.Length)
            fields.Add(Field(line, ref at));
        return [.. fields];
    }

    /// <summary>The field that starts at a position, which moves behind the separator that ends it.</summary>
    private string Field(string line, ref int at)
    {
        var start = at;
        if (start < line.Length && line[start] == '"')
        {
            var text = new StringBuilder();
            for (at++; at < line.Length; at++)
            {
                if (line[at] != '"')
                    text.Append(line[at]);
                else if (at + 1 < line.Length && line[at + 1] == '"')
                    text.Append(line[at++]);
                else
                    break;
            }
            at = End(line, Math.Min(at + 1, line.Length)) + 1;
            return text.ToString();
        }
        var end = End(line, start);
        at = end + 1;
        return Trimmed(line[start..end]);
    }

    private int End(string line, int from)
    {
        var end = line.IndexOfAny(options.Separators, from);
        return end < 0 ? line.Length : end;
    }

    private string Trimmed(string field) => options.TrimWhitespace ? field.TrimEnd() : field;
}
