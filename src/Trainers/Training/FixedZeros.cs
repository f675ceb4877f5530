using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>Keeps weights that are 0 at 0 while a network is trained: no gradient, momentum or decay moves them. Others may be kept as they are.</summary>
internal sealed class FixedZeros : IRegularizer
{
    private readonly List<(int Place, Tensor Parameter, Tensor Mask)> _masks = [];
    private readonly List<(int Place, Tensor Parameter, Tensor Copy)> _frozen = [];
    private readonly string _kind;

    /// <param name="tensors">The network in training.</param>
    /// <param name="masks">For some of its weights, by name, which of their numbers may be other than 0.</param>
    /// <param name="kind">What the zeros are, in progress messages.</param>
    /// <param name="frozen">Whether the weight of that name is to stay as it is; none if null.</param>
    public FixedZeros(TorchNetwork tensors, IReadOnlyDictionary<string, bool[]> masks, string kind, Func<string, bool>? frozen = null)
    {
        _kind = kind;
        foreach (var (name, parameter) in tensors.Named)
        {
            var place = Enumerable.Range(0, tensors.Parameters.Count).First(i => ReferenceEquals(tensors.Parameters[i], parameter));
            if (frozen?.Invoke(name) == true)
                _frozen.Add((place, parameter, parameter.detach().clone().DetachFromDisposeScope()));
            else if (masks.TryGetValue(name, out var mask))
                _masks.Add((place, parameter, tensor([.. mask.Select(live => live ? 1f : 0f)], parameter.shape, device: parameter.device).DetachFromDisposeScope()));
        }
    }

    public void BeforeStep(IReadOnlyList<Tensor> gradients)
    {
        foreach (var (place, _, mask) in _masks)
            gradients[place].mul_(mask);
        foreach (var (place, _, _) in _frozen)
            gradients[place].zero_();
    }

    public void AfterStep(double stepSize, double done)
    {
        foreach (var (_, parameter, mask) in _masks)
            parameter.mul_(mask);
        foreach (var (_, parameter, copy) in _frozen)
            parameter.copy_(copy);
    }

    public IReadOnlyDictionary<string, double> Sparsity()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var (zeros, all) = (0.0, 0.0);
        foreach (var (_, parameter, mask) in _masks)
        {
            Check(parameter, mask, _kind);
            zeros += parameter.eq(0).sum().cpu().item<long>();
            all += parameter.shape.Aggregate(1L, (product, d) => product * d);
        }
        return all == 0 ? new Dictionary<string, double>() : new() { [_kind] = zeros / all };
    }

    /// <summary>Makes sure, after every epoch, that what is to be 0 is 0.</summary>
    /// <exception cref="InvalidOperationException">It is not; the message names it.</exception>
    public static void Check(Tensor parameter, Tensor mask, string name)
    {
        if (parameter.mul(mask.eq(0)).ne(0).sum().cpu().item<long>() > 0)
            throw new InvalidOperationException($"{name}: a weight that was pruned is not 0 any more. This is a defect; please report it.");
    }

    public void Dispose()
    {
        foreach (var (_, _, tensor) in _masks.Concat(_frozen))
            tensor.Dispose();
    }
}
