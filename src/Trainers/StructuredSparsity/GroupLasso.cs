using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>
/// Group lasso, lambda * sum over groups of ||w_g||, without a factor for the size of a group (Wen et al. 2016, and their code).
/// </summary>
/// <param name="groups">The groups; they are disposed of with it.</param>
/// <param name="solver">How the optimum is approached.</param>
/// <param name="optimizer">What makes the steps.</param>
/// <param name="rescaled">Weights whose rows keep their norms, for only their direction counts.</param>
/// <param name="steering">What changes the lambdas, or null where they stay.</param>
internal sealed class GroupLasso(IReadOnlyList<WeightGroups> groups, GroupLassoSolver solver, Optimizer optimizer, IReadOnlyList<GroupForm>? rescaled = null, Steering? steering = null) : IRegularizer
{
    /// <summary>The paper's code sets single weights below this to 0 after each step of the subgradient solver, biases too.</summary>
    private const double ZeroBelow = 1e-4;

    private readonly GroupPart[] _rows = [.. (rescaled ?? []).Select(f => f.Rows())];

    /// <summary>Whether all targets are reached: what is 0 can go, and the rest trains faster without it.</summary>
    public bool IsDone => steering?.IsDone ?? false;

    public void BeforeStep(IReadOnlyList<Tensor> gradients)
    {
        if (solver != GroupLassoSolver.Subgradient)
            return;
        foreach (var group in groups)
        {
            if (Lambda(group) is > 0 and var lambda)
                group.AddForce(gradients, lambda);
        }
    }

    public void AfterStep(double stepSize, double done)
    {
        var norms = _rows.Select(r => r.Squares().sqrt_()).ToArray();
        if (solver == GroupLassoSolver.Subgradient)
        {
            foreach (var parameter in optimizer.Parameters)
                parameter.mul_(parameter.abs().ge(ZeroBelow));
        }
        else
        {
            foreach (var group in groups)
            {
                // A force builds up under momentum, so the threshold has to as well; applied to w, not to the velocity.
                if (stepSize * optimizer.ForceScale * Lambda(group) is > 0 and var threshold)
                    group.Shrink(threshold);
            }
        }
        foreach (var group in groups)
            group.KeepZeros();
        foreach (var (rows, norm) in _rows.Zip(norms))
        {
            var smaller = rows.Squares().sqrt_();
            rows.Scale(where(smaller.eq(0), ones_like(norm), norm.div(smaller)));
        }
        steering?.AfterStep(done);
    }

    public IReadOnlyDictionary<string, double> Sparsity() =>
        groups.GroupBy(g => g.Kind).ToDictionary(k => Name(k.Key), k => k.Sum(g => (double)g.Live().Count(live => !live)) / k.Sum(g => g.Count));

    public IReadOnlyDictionary<string, double> Lambdas() => groups.GroupBy(g => g.Kind).ToDictionary(k => Name(k.Key), k => k.Sum(g => Lambda(g) * g.Count) / k.Sum(g => g.Count));

    public void Save(BinaryWriter writer) => steering?.Save(writer);

    public void Load(BinaryReader reader) => steering?.Load(reader);

    public void Dispose()
    {
        foreach (var group in groups)
            group.Dispose();
        foreach (var rows in _rows)
            rows.Dispose();
        steering?.Dispose();
    }

    private double Lambda(WeightGroups group) => group.Lambda * (steering?.Factor(group) ?? 1);

    private static string Name(GroupKind kind) => kind.ToString().ToLowerInvariant();
}
