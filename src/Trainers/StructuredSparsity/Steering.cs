using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>
/// Steers a training with group lasso to its aims in a closed loop: lambda becomes lambda * exp(k * (cost - plan) / dense cost) at every look,
/// where the plan falls evenly to the target over the first part of the training. Steps that went too far are taken back.
/// </summary>
/// <param name="aims">What it is steered to.</param>
/// <param name="groups">All groups.</param>
/// <param name="parameters">The network's parameters.</param>
/// <param name="interval">Steps between two looks.</param>
internal sealed class Steering(IReadOnlyList<Aim> aims, IReadOnlyList<WeightGroups> groups, IReadOnlyList<Tensor> parameters, int interval) : IDisposable
{
    /// <summary>The share of the training after which the target is to be reached; the rest lets the network settle.</summary>
    private const double Arrival = 0.55;

    private readonly Tensor[] _kept = [.. parameters.Select(p => p.detach().clone().DetachFromDisposeScope())];
    private int _steps;

    /// <summary>What the lambda of those groups is multiplied with at present; 0 once a target of theirs is reached.</summary>
    public double Factor(WeightGroups groups) => aims.Where(a => a.Groups.Contains(groups)).Aggregate(1.0, (product, a) => a.IsReached ? 0 : product * a.Factor);

    /// <summary>Whether all targets are reached.</summary>
    public bool IsDone => aims.All(a => a.IsReached);

    /// <summary>Looks at the groups every so many steps.</summary>
    public void AfterStep(double done)
    {
        if (++_steps % interval != 0)
            return;
        var live = new LiveGroups(groups);
        if (aims.Any(a => a.IsTooFar(live)))
        {
            foreach (var (parameter, kept) in parameters.Zip(_kept))
                parameter.copy_(kept);
            foreach (var aim in aims.Where(a => a.IsTooFar(live)))
                aim.Factor /= 2;
            return;
        }
        foreach (var (parameter, kept) in parameters.Zip(_kept))
            kept.copy_(parameter);
        foreach (var aim in aims)
            aim.Follow(live, Math.Min(1, done / Arrival));
        Hold();
    }

    /// <summary>What is 0 where a target is reached stays 0.</summary>
    private void Hold()
    {
        foreach (var reached in aims.Where(a => a.IsReached).SelectMany(a => a.Groups))
            reached.Hold();
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_steps);
        foreach (var aim in aims)
        {
            writer.Write(aim.Factor);
            writer.Write(aim.IsReached);
        }
        foreach (var kept in _kept)
            TensorFile.Write(writer, kept);
    }

    public void Load(BinaryReader reader)
    {
        _steps = reader.ReadInt32();
        foreach (var aim in aims)
            (aim.Factor, aim.IsReached) = (reader.ReadDouble(), reader.ReadBoolean());
        foreach (var kept in _kept)
            TensorFile.Read(reader, kept);
        Hold();
    }

    public void Dispose()
    {
        foreach (var kept in _kept)
            kept.Dispose();
    }
}
