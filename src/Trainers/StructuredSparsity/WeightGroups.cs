using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>Groups of weights of one kind that lie side by side: the filters of a convolution, or those that the convolutions of a stage share.</summary>
/// <param name="kind">What a group is.</param>
/// <param name="layers">The names of the layers whose weights they are.</param>
/// <param name="lambda">The weight of the penalty.</param>
/// <param name="count">How many groups there are.</param>
/// <param name="parts">Their weights: one part in which each place is a group, or several with numbers.</param>
internal sealed class WeightGroups(GroupKind kind, IReadOnlyList<string> layers, double lambda, int count, IReadOnlyList<GroupPart> parts) : IDisposable
{
    // Places whose number is past the last belong to no group: an infinite norm is neither shrunk nor small.
    private readonly Tensor? _start = parts.Any(p => p.HasSlots) ? Start(count, parts[0]) : null;

    private Tensor? _live;

    public GroupKind Kind => kind;

    public IReadOnlyList<string> Layers => layers;

    public double Lambda => lambda;

    public int Count => count;

    /// <summary>For each group the number of the channel group that dies with it, or null where none does.</summary>
    public IReadOnlyList<int>? Channels { get; init; }

    /// <summary>Whether the groups are what reads the channels, not what makes them.</summary>
    public bool Reads { get; init; }

    /// <summary>The branch that the only group is, or null.</summary>
    public ResidualBranch? Branch { get; init; }

    /// <summary>The norm of each group.</summary>
    public Tensor Norms()
    {
        if (_start is null)
            return parts[0].Squares().sqrt_();
        var squares = _start.clone();
        foreach (var part in parts)
            part.AddSquares(squares);
        return squares.sqrt_();
    }

    /// <summary>The proximal step: w_g becomes max(0, 1 - threshold / ||w_g||) w_g.</summary>
    public void Shrink(double threshold)
    {
        var norms = Norms();
        var factors = ones_like(norms).div_(norms).mul_(-threshold).add_(1).clamp_min_(0);
        foreach (var part in parts)
            part.Scale(factors);
    }

    /// <summary>From now on the groups that are 0 stay so.</summary>
    public void Hold()
    {
        if (_live is not null)
            return;
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var norms = Norms();
        _live = where(norms.eq(0), zeros_like(norms), ones_like(norms)).DetachFromDisposeScope();
    }

    /// <summary>Sets the groups to 0 that are to stay so.</summary>
    public void KeepZeros()
    {
        if (_live is null)
            return;
        foreach (var part in parts)
            part.Scale(_live);
    }

    /// <summary>Adds the penalty's subgradient, w_g / ||w_g||, with that weight. 0 / 0 counts as 0: a group that is 0 feels no force.</summary>
    public void AddForce(IReadOnlyList<Tensor> gradients, double weight)
    {
        var norms = Norms();
        var safe = where(norms.eq(0), ones_like(norms), norms);
        foreach (var part in parts)
            part.AddForce(gradients, safe, weight);
    }

    /// <summary>For each group, whether it is not 0.</summary>
    public bool[] Live()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return [.. Norms().flatten().cpu().data<float>().ToArray().Take(count).Select(n => n != 0)];
    }

    public void Dispose()
    {
        foreach (var part in parts)
            part.Dispose();
        _start?.Dispose();
        _live?.Dispose();
    }

    private static Tensor Start(int count, GroupPart part)
    {
        var start = new float[count + 1];
        start[count] = float.PositiveInfinity;
        return tensor(start, device: part.Device).DetachFromDisposeScope();
    }
}
