using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>How many units of a site may go, so that what is left has a width that runs well.</summary>
/// <param name="multiple">Of what the channels of convolutions that are left are a multiple; 1 for any number.</param>
/// <param name="network">The network that the sites are of.</param>
internal sealed class UnifyWidths(int multiple, Network network)
{
    /// <summary>The numbers of units of a site that may go, smallest first; one unit is left at least.</summary>
    public IReadOnlyList<int> Of(UnifySite site)
    {
        var (units, step) = (site.Units.Count, multiple > 1 && MakesMaps(site) ? multiple : 1);
        return [.. Enumerable.Range(1, Math.Max(0, units - 1)).Where(gone => (units - gone) % step == 0)];
    }

    /// <summary>The largest of these that is not above a number; 0 where none is.</summary>
    public int AtMost(UnifySite site, int count) => Of(site).LastOrDefault(gone => gone <= count);

    /// <summary>The one of these, or 0, that is nearest to a share of the units; of two the larger.</summary>
    public int Nearest(UnifySite site, double share) => Of(site).Prepend(0).Reverse().MinBy(gone => Math.Abs(gone - share * site.Units.Count));

    private bool MakesMaps(UnifySite site) => site.Units[0].Producers.Any(p => network.Nodes.First(n => n.Name == p.Node).Operator is Conv);
}
