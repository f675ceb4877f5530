using System.Collections.Immutable;

namespace MLNetCompact;

/// <summary>A network on its way.</summary>
/// <param name="Network">The network as it is now.</param>
/// <param name="Origins">Which channels of the original network its channels are.</param>
/// <param name="Errors">What was lost at each site, by its key, and what to call it.</param>
internal sealed record Compacted(Network Network, ChannelOrigins Origins, ImmutableDictionary<string, (string Label, double Error)> Errors)
{
    public static Compacted Start(Network network) => new(network, new(network), ImmutableDictionary.Create<string, (string Label, double Error)>(StringComparer.Ordinal));

    /// <summary>Without the units that states of its sites let go.</summary>
    /// <param name="refitted">The network with the weights that these states give.</param>
    /// <param name="states">The states.</param>
    public Compacted Without(Network refitted, IReadOnlyList<SiteState> states)
    {
        var result = Surgery.Remove(refitted, states.SelectMany(s => s.Removed.Select(u => s.Site.Units[u])));
        return new(result.Network, Origins.Without(Network, result.Removed), Errors.SetItems(states.Select(s =>
            KeyValuePair.Create(s.Site.Key, (s.Site.Label, Errors.GetValueOrDefault(s.Site.Key).Error + s.Error)))));
    }
}
