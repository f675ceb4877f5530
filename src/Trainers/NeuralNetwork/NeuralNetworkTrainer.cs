namespace MLNetCompact;

/// <summary>
/// Trains a network as it is: from fresh weights, or on from the weights it has. Softmax cross-entropy for classes,
/// logistic loss for yes or no, mean squared error for numbers.
/// </summary>
public sealed class NeuralNetworkTrainer : NetworkEstimator
{
    private readonly TrainingOptions _options;

    /// <summary>Trains what <paramref name="previous"/> makes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    internal NeuralNetworkTrainer(NetworkEstimator previous, TrainingOptions options, string stepName = "NeuralNetwork") : base(previous)
    {
        options.Validate(nameof(TrainingOptions));
        (_options, StepName) = (options, stepName);
    }

    /// <inheritdoc/>
    protected override string StepName { get; }

    /// <inheritdoc/>
    protected override object? StepOptions => _options;

    /// <inheritdoc/>
    protected internal override NetworkEstimator With(object options, NetworkEstimator previous) => new NeuralNetworkTrainer(previous, (TrainingOptions)options, StepName);

    /// <inheritdoc/>
    protected override void Check() => TorchDevice.Of(Context);

    /// <inheritdoc/>
    protected override Network Run(Network network, RunContext run) => new TrainingLoop(run, StepName).Train("train", network, _options);
}
