namespace MLNetCompact;

/// <summary>Something that a training is steered to: the weight of some groups' penalty rises while they are behind a plan, and falls while they are ahead.</summary>
/// <param name="groups">The groups whose penalty it steers.</param>
/// <param name="reached">So near above the target counts as reached.</param>
/// <param name="tooFar">So far below it is too far.</param>
/// <param name="above">How far the present state is above the target, in shares of the dense network, after that share of the way to it.</param>
internal sealed class Aim(IReadOnlyList<WeightGroups> groups, double reached, double tooFar, Func<LiveGroups, double, double> above)
{
    /// <summary>A cost may end so far below its target, as a share of the dense network's.</summary>
    public const double CostTolerance = 0.02;

    /// <summary>How fast the weight follows: being a tenth behind raises it by 3 % at each look. Groups take a while to become 0, so more would swing.</summary>
    private const double Speed = 0.3;

    private const double Least = 1e-3, Most = 1e3;

    public IReadOnlyList<WeightGroups> Groups => groups;

    /// <summary>What the options' lambdas are multiplied with.</summary>
    public double Factor { get; set; } = 1;

    /// <summary>Whether the target is reached: what is 0 stays so, and nothing more is to become 0.</summary>
    public bool IsReached { get; set; }

    public bool IsTooFar(LiveGroups live) => above(live, 1) < -tooFar;

    public void Follow(LiveGroups live, double way)
    {
        IsReached |= above(live, 1) <= reached;
        if (!IsReached)
            Factor = Math.Clamp(Factor * Math.Exp(Speed * above(live, way)), Least, Most);
    }

    /// <summary>The cost of the whole network.</summary>
    private static Aim At(CostTarget target, LiveCost cost, IReadOnlyList<WeightGroups> groups) =>
        // The last bit is cut in the order of norm per cost.
        new(groups, reached: 0.005, CostTolerance, (live, way) => target.Above(cost.Without(live.DeadChannels(cost.Groups), live.DeadLayers()), way));

    /// <summary>How many of <paramref name="groups"/> may stay.</summary>
    private static Aim At(int most, WeightGroups[] groups)
    {
        var count = (double)groups.Sum(g => g.Count);
        return new(groups, reached: 0, tooFar: 0.2 * most / count, (live, way) => groups.Sum(g => live.Of(g).Count(l => l)) / count - (1 + (most / count - 1) * way));
    }

    /// <summary>How many of the channels that <paramref name="made"/> makes may stay: they die by what makes them, or by what reads them.</summary>
    private static Aim At(int most, WeightGroups[] made, IReadOnlyList<WeightGroups> groups, ChannelGroups channels)
    {
        var ids = made.SelectMany(g => g.Channels!).ToHashSet();
        return new([.. groups.Where(g => made.Contains(g) || g.Channels?.Any(ids.Contains) == true)], reached: 0, tooFar: 0.2 * most / ids.Count,
            (live, way) => (double)(ids.Count - live.DeadChannels(channels).Count(ids.Contains)) / ids.Count - (1 + ((double)most / ids.Count - 1) * way));
    }

    /// <summary>What the options ask for.</summary>
    /// <exception cref="ArgumentException">An option names a layer that does not exist or has no such groups; the message names it.</exception>
    public static IReadOnlyList<Aim> Of(Network network, IReadOnlyList<WeightGroups> groups, StructuredSparsityOptions options)
    {
        foreach (var name in (options.LayerMultipliers?.Keys ?? []).Where(name => network.Nodes.All(n => n.Name != name || LinearView.Of(n, network) is null)))
            throw Unknown(nameof(options.LayerMultipliers), name, network);
        var (aims, cost) = (new List<Aim>(), new LiveCost(network));
        if (options.Target is { } target)
            aims.Add(At(target, cost, groups));
        if (options.Branches is { } branches)
            aims.Add(At(branches, Some(groups, g => g.Branch is not null, $"{nameof(options.Branches)} is {branches}, but the network has no residual branch that can be left out.")));
        foreach (var layer in options.LayerTargets ?? [])
        {
            if (network.Nodes.All(n => n.Name != layer.Layer || LinearView.Of(n, network) is null))
                throw Unknown(nameof(options.LayerTargets), layer.Layer, network);
            if (layer.Filters is { } filters)
                aims.Add(At(filters, Own(filters, nameof(layer.Filters), g => g is { Kind: GroupKind.Filters or GroupKind.Neurons, Reads: false }), groups, cost.Groups));
            if (layer.Inputs is { } inputs)
                aims.Add(At(inputs, Own(inputs, nameof(layer.Inputs), g => g.Reads)));
            if (layer.Shapes is { } shapes)
                aims.Add(At(shapes, Own(shapes, nameof(layer.Shapes), g => g.Kind == GroupKind.Shapes)));

            WeightGroups[] Own(int most, string what, Func<WeightGroups, bool> isOne) => Some(groups, g => isOne(g) && g.Layers.Contains(layer.Layer),
                $"{nameof(options.LayerTargets)}[{layer.Layer}].{what} is {most}, but the layer has no such groups that can become 0: set their lambda above 0, or leave it out.");
        }
        return aims;
    }

    private static WeightGroups[] Some(IReadOnlyList<WeightGroups> groups, Func<WeightGroups, bool> isOne, string otherwise) =>
        groups.Where(isOne).ToArray() is { Length: > 0 } found ? found : throw new ArgumentException($"{nameof(StructuredSparsityOptions)}.{otherwise}");

    private static ArgumentException Unknown(string option, string name, Network network) =>
        new($"{nameof(StructuredSparsityOptions)}.{option} names '{name}'; expected one of the layers {string.Join(", ", network.Nodes.Where(n => LinearView.Of(n, network) is not null).Select(n => $"'{n.Name}'"))}.");
}
