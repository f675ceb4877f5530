using System.Collections.Immutable;

namespace MLNetCompact;

/// <summary>A network on its way.</summary>
/// <param name="Network">The network as it is now.</param>
/// <param name="Origins">Which channels of the original network its channels are.</param>
/// <param name="Errors">What was lost at each site, by its key.</param>
internal sealed record Compacted(Network Network, ChannelOrigins Origins, ImmutableDictionary<string, double> Errors)
{
    public static Compacted Start(Network network) => new(network, new(network), ImmutableDictionary.Create<string, double>(StringComparer.Ordinal));

    /// <summary>Without the units that a state of one of its sites let go.</summary>
    public Compacted Without(SiteState state)
    {
        var refitted = state.Apply(Network);
        var result = Surgery.Remove(refitted, state.Removed.Select(u => state.Site.Units[u]));
        return new(result.Network, Origins.Without(Network, result.Removed), Errors.SetItem(state.Site.Key, Errors.GetValueOrDefault(state.Site.Key) + state.Error));
    }
}
