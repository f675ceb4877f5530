using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>How many units of a site may go, so that what is left has a width that runs well.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="network">The network as it was at first.</param>
internal sealed class UnifyWidths(NeuronUnifyOptions options, Network network)
{
    /// <summary>Runtimes compute convolutions in blocks of so many channels; depthwise ones of other widths, on processors with 512 bits, in no blocks at all.</summary>
    private const int Block = 8, DepthwiseBlock = 16;

    private readonly Dictionary<string, Node> _nodes = network.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);

    /// <summary>The numbers of units of a site that may go, smallest first; one unit is left at least.</summary>
    public IReadOnlyList<int> Of(UnifySite site)
    {
        var (units, step) = (site.Units.Count, Step(site));
        return [.. Enumerable.Range(1, Math.Max(0, units - 1)).Where(gone => (units - gone) % step == 0)];
    }

    /// <summary>The largest of these that is not above a number; 0 where none is.</summary>
    public int AtMost(UnifySite site, int count) => Of(site).LastOrDefault(gone => gone <= count);

    /// <summary>The one of these, or 0, that is nearest to a share of the units; of two the larger.</summary>
    public int Nearest(UnifySite site, double share) => Of(site).Prepend(0).Reverse().MinBy(gone => Math.Abs(gone - share * site.Units.Count));

    /// <summary>What to tell of convolutions that had channels in multiples of 8 and have others now; null where there are none, or widths were asked for.</summary>
    public string? Advice(Network after)
    {
        if (options.WidthMultiple is not null)
            return null;
        string[] odd = [.. after.Nodes.Where(n => n.Operator is Conv && Rows(n, after) % Block != 0 && _nodes.TryGetValue(n.Name, out var before) && Rows(before, network) % Block == 0).Select(n => n.Name)];
        return odd.Length == 0 ? null : $"{odd.Length} convolutions ({string.Join(", ", odd.Take(3))}{(odd.Length > 3 ? ", ..." : "")}) no longer have channels in multiples of {Block}: "
            + $"in ONNX Runtime the network may be slower though smaller; {nameof(NeuronUnifyOptions.WidthMultiple)} = {Block} keeps such multiples";
    }

    /// <summary>What the units that are left are a multiple of.</summary>
    private int Step(UnifySite site)
    {
        Node[] makers = [.. site.Units[0].Producers.Select(p => _nodes[p.Node]).Where(n => n.Operator is Conv)];
        if (makers.Length == 0)
            return 1;
        if (options.WidthMultiple is { } asked)
            return asked;
        // Widths as they were at first: a layer of 10 that is cut to 8 on the way to a budget must not stop there.
        var blocks = makers.Any(n => LinearView.Of(n, network)!.IsDepthwise) ? new[] { DepthwiseBlock, Block } : [Block];
        return options.Target?.MultiplyAdds is null ? 1 : blocks.FirstOrDefault(b => makers.All(n => Rows(n, network) % b == 0), 1);
    }

    private static int? Rows(Node node, Network network) => LinearView.Of(node, network)?.Rows;
}
