namespace MLNetCompact;

/// <summary>Something that a training is steered to: the weight of some groups' penalty rises while they are behind a plan, and falls while they are ahead.</summary>
/// <param name="groups">The groups whose penalty it steers.</param>
/// <param name="reached">So near above the target counts as reached.</param>
/// <param name="tooFar">So far below it is too far.</param>
/// <param name="above">How far the present state is above the target, in shares of the dense network, after that share of the way to it.</param>
internal sealed class Aim(IReadOnlyList<WeightGroups> groups, double reached, double tooFar, Func<LiveGroups, double, double> above)
{
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
    public static Aim At(CostTarget target, LiveCost cost, IReadOnlyList<WeightGroups> groups) =>
        // The last bit is cut in the order of norm per cost.
        new(groups, reached: 0.005, CostTolerance, (live, way) => target.Above(cost.Without(live.DeadChannels(cost.Groups), live.DeadLayers()), way));

    /// <summary>How many of <paramref name="groups"/> may stay.</summary>
    public static Aim At(int most, IReadOnlyList<WeightGroups> groups)
    {
        var count = (double)groups.Sum(g => g.Count);
        return new(groups, reached: 0, tooFar: 0.2 * most / count, (live, way) => groups.Sum(g => live.Of(g).Count(l => l)) / count - (1 + (most / count - 1) * way));
    }

    /// <summary>A cost may end so far below its target, as a share of the dense network's.</summary>
    public const double CostTolerance = 0.02;
}
