using Microsoft.ML;

namespace MLNetCompact;

/// <summary>The start of a chain of steps: a network as it was given.</summary>
internal sealed class GivenNetwork(MLContext context, Network network, NetworkColumns columns, RunSettings settings) : NetworkEstimator(context, columns, settings)
{
    internal override Network Start => network;

    /// <summary>The same with other settings.</summary>
    public GivenNetwork With(RunSettings settings) => new(Context, network, Columns, settings);

    protected override bool NeedsLabel => false;

    protected override bool NeedsRows => false;

    protected override string StepName => "Given network";

    protected override Network Run(Network network, RunContext run) => network;

    internal override Network RunSteps(Network start, RunContext run) => start;
}
