using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>
/// Dynamic network surgery: the network computes with W * T, the gradient of that goes to all of W, and T is 0 below one threshold and 1 above another
/// (Guo et al. 2016). W, the dense shadow, lives here only; the network's own tensors are always W * T.
/// </summary>
internal sealed class SplicedTraining : IRegularizer
{
    private readonly List<Spliced> _weights = [];
    private readonly SplicingOptions _options;
    private readonly int _seed;
    private int _steps;

    /// <param name="tensors">The network in training, with the weights that are gone at 0.</param>
    /// <param name="masks">For each weight that is pruned which of its numbers stay.</param>
    /// <param name="dense">The same weights before they were pruned.</param>
    /// <param name="options">When weights go and come back.</param>
    /// <param name="seed">Where the steps at which masks are looked at come from.</param>
    public SplicedTraining(TorchNetwork tensors, IReadOnlyDictionary<string, bool[]> masks, IReadOnlyDictionary<string, float[]> dense, SplicingOptions options, int seed)
    {
        (_options, _seed) = (options, seed);
        foreach (var (name, parameter) in tensors.Named)
        {
            if (!masks.TryGetValue(name, out var mask))
                continue;
            // Exactly the weights that are to stay are above the threshold: the largest that goes and the smallest that stays meet in it.
            var gone = mask.Select((live, i) => live ? 0 : Math.Abs(dense[name][i])).DefaultIfEmpty(0).Max();
            var stays = mask.Select((live, i) => live ? Math.Abs(dense[name][i]) : float.MaxValue).DefaultIfEmpty(0).Min();
            _weights.Add(new(parameter, Detached(dense[name], parameter), Detached([.. mask.Select(live => live ? 1f : 0f)], parameter), stays < float.MaxValue ? (gone + stays) / 2 : 0));
        }
    }

    public void AfterStep(double stepSize, double done)
    {
        _steps++;
        // So early masks change often, and settle by and by; the last fifth of the training they stay.
        var looks = done < 0.8 && new Random(unchecked((_seed * 31) + _steps)).NextDouble() < Math.Pow(1 + _options.Gamma * _steps, -_options.Power);
        foreach (var weight in _weights)
        {
            // The optimizer moved W * T; the same step moves all of W.
            weight.Shadow.add_(weight.Parameter).sub_(weight.Shadow.mul(weight.Mask));
            if (looks)
            {
                var size = weight.Shadow.abs();
                weight.Mask.mul_(size.ge(_options.Lower * weight.Threshold)).add_(size.gt(_options.Upper * weight.Threshold)).clamp_max_(1);
            }
            weight.Parameter.copy_(weight.Shadow.mul(weight.Mask));
        }
    }

    public IReadOnlyDictionary<string, double> Sparsity()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var (zeros, all) = (0.0, 0.0);
        foreach (var weight in _weights)
        {
            zeros += weight.Mask.eq(0).sum().cpu().item<long>();
            all += weight.Mask.shape.Aggregate(1L, (product, d) => product * d);
        }
        return new Dictionary<string, double> { ["weights"] = all == 0 ? 0 : zeros / all };
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_steps);
        foreach (var weight in _weights)
        {
            TensorFile.Write(writer, weight.Shadow);
            TensorFile.Write(writer, weight.Mask);
        }
    }

    public void Load(BinaryReader reader)
    {
        _steps = reader.ReadInt32();
        foreach (var weight in _weights)
        {
            TensorFile.Read(reader, weight.Shadow);
            TensorFile.Read(reader, weight.Mask);
        }
    }

    public void Dispose()
    {
        foreach (var weight in _weights)
        {
            weight.Shadow.Dispose();
            weight.Mask.Dispose();
        }
    }

    private static Tensor Detached(float[] values, Tensor like) => tensor(values, like.shape, device: like.device).DetachFromDisposeScope();

    private sealed record Spliced(Tensor Parameter, Tensor Shadow, Tensor Mask, double Threshold);
}
