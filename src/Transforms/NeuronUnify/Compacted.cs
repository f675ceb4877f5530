using System.Collections.Immutable;

namespace MLNetCompact;

/// <summary>A network on its way.</summary>
/// <param name="Network">The network as it is now.</param>
/// <param name="Origins">Which channels of the original network its channels are.</param>
/// <param name="Errors">What was lost at each site, by its key, and what to call it.</param>
internal sealed record Compacted(Network Network, ChannelOrigins Origins, ImmutableDictionary<string, (string Label, double Error)> Errors)
{
    public static Compacted Start(Network network) => new(network, new(network), ImmutableDictionary.Create<string, (string Label, double Error)>(StringComparer.Ordinal));

    /// <summary>Without the units that a state of one of its sites let go.</summary>
    public Compacted Without(SiteState state)
    {
        var refitted = state.Apply(Network);
        var result = Surgery.Remove(refitted, state.Removed.Select(u => state.Site.Units[u]));
        return new(result.Network, Origins.Without(Network, result.Removed), Errors.SetItem(state.Site.Key, (state.Site.Label, Errors.GetValueOrDefault(state.Site.Key).Error + state.Error)));
    }
}
