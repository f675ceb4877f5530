using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>What groups have of one trained tensor.</summary>
/// <param name="parameter">The tensor's place among the network's parameters.</param>
/// <param name="tensor">The tensor.</param>
/// <param name="form">The dimensions it is seen in; the same numbers in the same order.</param>
/// <param name="within">The dimensions of that form that lie within a group.</param>
/// <param name="slots">The number of the group for each place of the other dimensions, or null where each is a group.</param>
internal sealed class GroupPart(int parameter, Tensor tensor, long[] form, long[] within, long[]? slots) : IDisposable
{
    private readonly long[] _shape = tensor.shape;
    private readonly Tensor _view = View(tensor, form);
    private readonly Tensor? _slots = slots is null ? null : TorchSharp.torch.tensor(slots, device: tensor.device).DetachFromDisposeScope();

    public Device Device => tensor.device;

    /// <summary>Whether places have the numbers of groups; otherwise each is one.</summary>
    public bool HasSlots => slots is not null;

    /// <summary>The squared norm at each place, of a shape that broadcasts over the form.</summary>
    public Tensor Squares()
    {
        var squares = _view.mul(_view);
        return within.Length == 0 ? squares : squares.sum(within, true);
    }

    /// <summary>Adds the squared norms to those of the groups.</summary>
    public void AddSquares(Tensor groups) => groups.index_add_(0, _slots!, Squares().flatten(), 1);

    /// <summary>Multiplies each group with its factor: one for each place, or one for each group.</summary>
    public void Scale(Tensor factors) => _view.mul_(Placed(factors));

    /// <summary>Adds <paramref name="weight"/> * w / norm to the gradient of the tensor.</summary>
    public void AddForce(IReadOnlyList<Tensor> gradients, Tensor norms, double weight) => gradients[parameter].add_(_view.div(Placed(norms)).view(_shape), weight);

    public void Dispose()
    {
        _view.Dispose();
        _slots?.Dispose();
    }

    private Tensor Placed(Tensor groups) =>
        _slots is null ? groups : groups.index_select(0, _slots).view([.. form.Select((d, i) => within.Contains(i) ? 1 : d)]);

    private static Tensor View(Tensor tensor, long[] form)
    {
        using var _ = no_grad();
        return tensor.view(form).DetachFromDisposeScope();
    }
}
