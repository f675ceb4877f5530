namespace MLNetCompact;

/// <summary>
/// Lets kernels of convolutions share representatives (Matsui et al. 2018): a layer keeps a codebook of kernels, and for each of its kernels a number, and
/// a scale. Without labels and without retraining; a <c>Retrain</c> behind it trains the codebook and the scales.
/// </summary>
/// <remarks>
/// A kernel is what a convolution's weight holds for one input channel and one filter, k x k numbers w. Representatives mu make the sum of |w - s mu|^2 small;
/// then, filter by filter from the input of the network to its output, the scales s make |U - sum over channels of s (mu * x)|^2 small, where U is what the filter
/// made originally and x what it reads now. Kernels of one number (1x1 convolutions) have nothing to share.
/// </remarks>
public sealed class KernelClusterEstimator : NetworkEstimator
{
    private readonly KernelClusterOptions _options;

    internal KernelClusterEstimator(NetworkEstimator previous, KernelClusterOptions options) : base(previous)
    {
        options.Validate();
        _options = options;
    }

    /// <inheritdoc/>
    protected override bool NeedsLabel => _options.MaxMetricLoss is not null;

    /// <inheritdoc/>
    protected override bool NeedsRows => false;

    /// <inheritdoc/>
    protected override string StepName => "KernelCluster";

    /// <inheritdoc/>
    protected override object? StepOptions => _options;

    /// <inheritdoc/>
    protected internal override NetworkEstimator With(object options, NetworkEstimator previous) => new KernelClusterEstimator(previous, (KernelClusterOptions)options);

    /// <inheritdoc/>
    protected override Network Run(Network network, RunContext run)
    {
        using var clusterer = new KernelClusterer(network, _options, run);
        return clusterer.Run();
    }
}
