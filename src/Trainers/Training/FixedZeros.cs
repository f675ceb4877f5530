using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>Keeps weights that are 0 at 0, so that a network keeps its structure while it is trained.</summary>
internal sealed class FixedZeros : IRegularizer
{
    private readonly List<(Tensor Parameter, Tensor Mask)> _masks = [];
    private readonly string _kind;

    /// <param name="tensors">The network in training.</param>
    /// <param name="masks">For some of its weights, by name, which of their numbers may be other than 0.</param>
    /// <param name="kind">What the zeros are, in progress messages.</param>
    public FixedZeros(TorchNetwork tensors, IReadOnlyDictionary<string, bool[]> masks, string kind)
    {
        _kind = kind;
        foreach (var (name, mask) in masks)
        {
            if (tensors.Trained(name) is { } parameter)
                _masks.Add((parameter, tensor([.. mask.Select(live => live ? 1f : 0f)], parameter.shape, device: parameter.device).DetachFromDisposeScope()));
        }
    }

    public void AfterStep(double stepSize, double done)
    {
        foreach (var (parameter, mask) in _masks)
            parameter.mul_(mask);
    }

    public IReadOnlyDictionary<string, double> Sparsity()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var (zeros, all) = (0.0, 0.0);
        foreach (var (parameter, _) in _masks)
        {
            zeros += parameter.eq(0).sum().cpu().item<long>();
            all += parameter.shape.Aggregate(1L, (product, d) => product * d);
        }
        return all == 0 ? new Dictionary<string, double>() : new() { [_kind] = zeros / all };
    }

    public void Dispose()
    {
        foreach (var (_, mask) in _masks)
            mask.Dispose();
    }
}
