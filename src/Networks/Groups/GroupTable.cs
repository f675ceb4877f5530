using System.Globalization;
using System.Text;

namespace MLNetCompact;

/// <summary>Groups as text: those that differ only in the place of their channels share a line.</summary>
internal static class GroupTable
{
    /// <summary>The lines, in the order of the network.</summary>
    public static string Text(IReadOnlyList<ChannelGroup> groups) => string.Join(Environment.NewLine, groups
        .GroupBy(g => (Kind(g), string.Join(" -> ", g.Path), g.Protection))
        .Select(kind => Line([.. kind], kind.Key.Item2, kind.Key.Protection)));

    private static string Kind(ChannelGroup group) => string.Join(' ', group.Producers.CountBy(p => p.Node));

    private static string Line(IReadOnlyList<ChannelGroup> groups, string path, string? protection)
    {
        var makers = groups[0].Producers.Select(p => p.Node).Distinct()
            .Select(node => $"{node}[{Ranges(groups.SelectMany(g => g.Producers).Where(p => p.Node == node).Select(p => p.Index))}]");
        var count = groups.Count == 1 ? "1 group" : string.Create(CultureInfo.InvariantCulture, $"{groups.Count} groups");
        return $"{count}{(groups[0].Producers.Count == 0 ? "" : $" of {string.Join(" + ", makers)}")}: {path}{(protection is null ? "" : $" (protected: {protection})")}";
    }

    /// <summary>0-3, 5 for 0, 1, 2, 3, 5.</summary>
    private static string Ranges(IEnumerable<int> indices)
    {
        var text = new StringBuilder();
        var sorted = indices.Order().ToArray();
        for (var i = 0; i < sorted.Length;)
        {
            var end = i;
            while (end + 1 < sorted.Length && sorted[end + 1] == sorted[end] + 1)
                end++;
            text.Append(text.Length > 0 ? ", " : "").Append(CultureInfo.InvariantCulture, $"{sorted[i]}");
            if (end > i)
                text.Append(CultureInfo.InvariantCulture, $"-{sorted[end]}");
            i = end + 1;
        }
        return text.ToString();
    }
}
