namespace MLNetCompact;

/// <summary>Everything of a training that changes from epoch to epoch.</summary>
internal sealed class TrainingState(TorchNetwork tensors, Optimizer optimizer, IRegularizer? regularizer)
{
    public TorchNetwork Tensors { get; } = tensors;

    public Optimizer Optimizer { get; } = optimizer;

    public IRegularizer? Regularizer { get; } = regularizer;

    /// <summary>What was told of each epoch that is done.</summary>
    public List<TrainingProgress> Progress { get; } = [];

    /// <summary>How many epochs are done.</summary>
    public int Epoch { get; set; }

    /// <summary>The epoch that is best on the held-back rows so far, or null without any.</summary>
    public BestEpoch? Best { get; set; }
}

/// <summary>The best epoch so far.</summary>
/// <param name="Score">Its metric on the held-back rows.</param>
/// <param name="Since">The number of the first epoch that was as good, from 1.</param>
/// <param name="Network">The network after it.</param>
internal sealed record BestEpoch(double Score, int Since, Network Network);
