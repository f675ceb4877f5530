using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>Masks that change while a network is trained: by and by more weights go (gradual), and some come back (splicing).</summary>
/// <remarks>
/// With splicing W, the dense shadow, lives here only; the network's own tensors are always W * T, the gradient of that goes to all of W,
/// and T is 0 below one threshold and 1 above another (Guo et al. 2016).
/// </remarks>
internal sealed class MaskedTraining : IRegularizer
{
    /// <summary>From this part of the training on the masks stay.</summary>
    private const double Settled = 0.8;

    /// <summary>The part of the training in which weights go, in a gradual schedule.</summary>
    private const double Gradual = 0.7;

    /// <summary>Masks are looked at so often in an epoch at most.</summary>
    private const int LooksPerEpoch = 50;

    private readonly List<Masked> _weights = [];
    private readonly PrunePhase _phase;
    private readonly SplicingOptions? _splicing;
    private readonly FixedZeros? _others;
    private readonly int _every, _all;
    private readonly double _decay;
    private int _steps;
    private bool _settled;

    /// <param name="tensors">The network in training, with the weights that are gone at 0.</param>
    /// <param name="phase">What is to go.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="splicing">When weights come back; never if null.</param>
    /// <param name="forceScale">How far a constant force moves a weight, in units of the step size.</param>
    /// <param name="stepsPerEpoch">Steps of an epoch.</param>
    /// <param name="others">What keeps the layers as they are that are not pruned now, or null.</param>
    public MaskedTraining(TorchNetwork tensors, PrunePhase phase, TrainingOptions options, SplicingOptions? splicing, double forceScale, int stepsPerEpoch, FixedZeros? others = null)
    {
        (_phase, _splicing, _decay, _others) = (phase, splicing, options.WeightDecay * forceScale, others);
        (_every, _all) = (Math.Max(1, stepsPerEpoch / LooksPerEpoch), options.Epochs * stepsPerEpoch);
        var named = tensors.Named.ToDictionary(t => t.Name, t => t.Tensor, StringComparer.Ordinal);
        using var _ = no_grad();
        foreach (var layer in phase.Layers)
        {
            var parameter = named[layer.Weight];
            var mask = tensor([.. layer.Values.Select(v => v == 0 ? 0f : 1f)], parameter.shape, device: parameter.device).DetachFromDisposeScope();
            _weights.Add(new(layer, parameter, mask, splicing is null ? null : parameter.detach().clone().DetachFromDisposeScope()));
        }
    }

    public void BeforeStep(IReadOnlyList<Tensor> gradients) => _others?.BeforeStep(gradients);

    public void AfterStep(double stepSize, double done)
    {
        _others?.AfterStep(stepSize, done);
        _steps++;
        foreach (var weight in _weights)
        {
            if (weight.Shadow is not { } shadow)
            {
                weight.Parameter.mul_(weight.Mask);
                continue;
            }
            // The optimizer moved and decayed W * T; the same step moves all of W, and what it cannot see decays too.
            var unseen = shadow.sub(shadow.mul(weight.Mask));
            shadow.copy_(weight.Parameter.add(unseen.mul(1 - stepSize * _decay)));
        }
        // Counted here, since the last step has to be past the point where masks settle however few steps there are.
        var part = (double)_steps / _all;
        if (IsLook(part))
            Look(part);
        foreach (var weight in _weights)
            weight.Parameter.copy_((weight.Shadow ?? weight.Parameter).mul(weight.Mask));
    }

    public IReadOnlyDictionary<string, double> Sparsity()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var zeros = 0L;
        foreach (var weight in _weights)
        {
            zeros += weight.Mask.eq(0).sum().cpu().item<long>();
            FixedZeros.Check(weight.Parameter, weight.Mask, weight.Layer.Weight);
        }
        return new Dictionary<string, double> { ["weights"] = (double)zeros / _weights.Sum(w => w.Layer.Values.Length) };
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_steps);
        writer.Write(_settled);
        foreach (var tensor in Kept())
            TensorFile.Write(writer, tensor);
    }

    public void Load(BinaryReader reader)
    {
        _steps = reader.ReadInt32();
        _settled = reader.ReadBoolean();
        foreach (var tensor in Kept())
            TensorFile.Read(reader, tensor);
    }

    public void Dispose()
    {
        _others?.Dispose();
        foreach (var tensor in Kept())
            tensor.Dispose();
    }

    private bool IsLook(double part)
    {
        if (_settled || (_steps % _every != 0 && part < Settled))
            return false;
        _settled = part >= Settled;
        // Early masks change often, and settle by and by.
        return _settled || _splicing is not { } splicing || part < Gradual && _phase.IsGradual
            || new Random(unchecked((_phase.Seed * 31) + _steps)).NextDouble() < Math.Pow(1 + splicing.Gamma * _steps, -splicing.Power);
    }

    private void Look(double part)
    {
        var layers = _weights.Select(w => w.Layer with { Values = (w.Shadow ?? w.Parameter).detach().cpu().contiguous().data<float>().ToArray() }).ToArray();
        var alive = _weights.Select(w => w.Mask.cpu().data<float>().ToArray()).ToArray();
        var scores = layers.Select(_phase.Criterion.Scores).ToArray();
        for (var i = 0; i < scores.Length && _splicing is not null; i++)
        {
            for (var w = 0; w < scores[i].Length; w++)
                scores[i][w] /= alive[i][w] != 0 ? _splicing.Lower : _splicing.Upper;
        }
        var masks = _phase.Masks(layers, scores, Math.Min(1, part / Gradual));
        for (var i = 0; i < masks.Length; i++)
            _weights[i].Mask.copy_(tensor(Array.ConvertAll(masks[i], m => m ? 1f : 0f), _weights[i].Mask.shape, device: _weights[i].Mask.device));
    }

    private IEnumerable<Tensor> Kept() => _weights.Select(w => w.Mask).Concat(_weights.Select(w => w.Shadow).OfType<Tensor>());

    private sealed record Masked(PrunableLayer Layer, Tensor Parameter, Tensor Mask, Tensor? Shadow);
}
