namespace MLNetCompact;

/// <summary>
/// Removes neurons and channels whose behaviour others can take over (neuro-coding and neuro-unification, Kamma, Isoda and Wada 2018), without labels and
/// without retraining.
/// </summary>
/// <remarks>
/// The behaviour of a unit is what the next layer reads of it, over rows of the data. Of units that go the others take over what they can:
/// w_r -= w_j P_rj / P_jj with P the inverse of the Gram matrix of behaviours, at the cost |w_j|^2 / P_jj, the cheapest unit first.
/// </remarks>
public sealed class NeuronUnifyEstimator : NetworkEstimator
{
    private readonly NeuronUnifyOptions _options;

    internal NeuronUnifyEstimator(NetworkEstimator previous, NeuronUnifyOptions options) : base(previous)
    {
        options.Validate();
        _options = options;
    }

    /// <inheritdoc/>
    protected override bool NeedsLabel => false;

    /// <inheritdoc/>
    protected override bool NeedsRows => false;

    /// <inheritdoc/>
    protected override string StepName => "NeuronUnify";

    /// <inheritdoc/>
    protected override object? StepOptions => _options;

    /// <inheritdoc/>
    protected internal override NetworkEstimator With(object options, NetworkEstimator previous) => new NeuronUnifyEstimator(previous, (NeuronUnifyOptions)options);

    /// <inheritdoc/>
    protected override Network Run(Network network, RunContext run)
    {
        using var unifier = new Unifier(network, _options, run);
        return unifier.Run();
    }
}
