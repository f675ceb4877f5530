using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>
/// Group lasso, lambda * sum over groups of ||w_g||, without a factor for the size of a group (Wen et al. 2016, and their code).
/// </summary>
internal sealed class GroupLasso(IReadOnlyList<WeightGroups> groups, GroupLassoSolver solver, Optimizer optimizer) : IRegularizer
{
    /// <summary>The paper's code sets single weights below this to 0 after each step of the subgradient solver, biases too.</summary>
    private const double ZeroBelow = 1e-4;

    public void BeforeStep(IReadOnlyList<Tensor> gradients)
    {
        if (solver != GroupLassoSolver.Subgradient)
            return;
        foreach (var group in groups)
        {
            // 0 / 0 counts as 0: a group that is 0 feels no force.
            var norms = group.Norms();
            gradients[group.Parameter].add_(group.Weights.div(where(norms.eq(0), ones_like(norms), norms)), group.Lambda);
        }
    }

    public void AfterStep(double stepSize)
    {
        if (solver == GroupLassoSolver.Subgradient)
        {
            foreach (var parameter in optimizer.Parameters)
                parameter.mul_(parameter.abs().ge(ZeroBelow));
            return;
        }
        foreach (var group in groups)
        {
            // w_g <- max(0, 1 - t / ||w_g||) w_g. A force builds up under momentum, so the threshold has to as well; applied to w, not to the velocity.
            var threshold = stepSize * optimizer.ForceScale * group.Lambda;
            var norms = group.Norms();
            group.Weights.mul_(ones_like(norms).div_(norms).mul_(-threshold).add_(1).clamp_min_(0));
        }
    }

    public IReadOnlyDictionary<string, double> Sparsity()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return groups.GroupBy(g => g.Kind).ToDictionary(k => k.Key, k => k.Sum(g => (double)g.Norms().eq(0).sum().cpu().item<long>()) / k.Sum(g => g.Count));
    }
}
