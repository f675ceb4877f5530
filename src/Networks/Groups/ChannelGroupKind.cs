using System.Globalization;
using System.Text;

namespace MLNetCompact;

/// <summary>Groups that differ only in the place of their channels: the same nodes make them and tie them.</summary>
/// <param name="Groups">The groups, from the network's input to its output; at least one.</param>
public sealed record ChannelGroupKind(IReadOnlyList<ChannelGroup> Groups)
{
    /// <summary>The filters and neurons that make them, as text: conv1[0-15] + conv3[0-15]; empty for channels that no weight makes.</summary>
    public string Channels => string.Join(" + ", Groups[0].Producers.Select(p => p.Node).Distinct(StringComparer.Ordinal)
        .Select(node => $"{node}[{Ranges(Groups.SelectMany(g => g.Producers).Where(p => p.Node == node).Select(p => p.Index))}]"));

    /// <summary>The names of the nodes that they pass, in order.</summary>
    public IReadOnlyList<string> Path => Groups[0].Path;

    /// <summary>Why they cannot be removed, or null if they can.</summary>
    public string? Protection => Groups[0].Protection;

    /// <summary>How many they are, their channels, the nodes that tie them, and the reason where they are protected.</summary>
    public override string ToString()
    {
        var count = Groups.Count == 1 ? "1 group" : string.Create(CultureInfo.InvariantCulture, $"{Groups.Count} groups");
        return $"{count}{(Groups[0].Producers.Count == 0 ? "" : $" of {Channels}")}: {string.Join(" -> ", Path)}{(Protection is null ? "" : $" (protected: {Protection})")}";
    }

    /// <summary>The kinds of <paramref name="groups"/>, in the order of the first group of each.</summary>
    internal static IReadOnlyList<ChannelGroupKind> Of(IEnumerable<ChannelGroup> groups) => [.. groups.GroupBy(g => g, new Alike()).Select(kind => new ChannelGroupKind([.. kind]))];

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

    private sealed class Alike : IEqualityComparer<ChannelGroup>
    {
        public bool Equals(ChannelGroup? left, ChannelGroup? right) => left!.Protection == right!.Protection && left.Path.SequenceEqual(right.Path)
            && left.Producers.Count == right.Producers.Count && left.Producers.Zip(right.Producers).All(p => p.First.Node == p.Second.Node);

        public int GetHashCode(ChannelGroup group) => HashCode.Combine(group.Protection, group.Producers.Count, group.Path.Count, group.Path is [var first, ..] ? first : null);
    }
}
