using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNetCompact;

/// <summary>What training makes small: softmax cross-entropy for classes, logistic loss for yes or no, squared error for numbers; the weighted mean over the rows of a batch.</summary>
internal sealed class TrainingLoss(RunContext run, TrainingOptions options)
{
    private readonly RowWeights? _weights = RowWeights.Of(run.Training, options, run.Task, run.Classes);

    /// <summary>The loss of the network's <paramref name="outputs"/> for the training rows <paramref name="rows"/>.</summary>
    public Tensor Of(Tensor outputs, ReadOnlySpan<int> rows)
    {
        if (_weights is null)
            return Of(outputs, rows, Reduction.Mean);
        var weights = new float[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            weights[i] = _weights[rows[i]];
        return Of(outputs, rows, Reduction.None).flatten().mul(tensor(weights, [weights.Length], device: outputs.device)).mean();
    }

    private Tensor Of(Tensor outputs, ReadOnlySpan<int> rows, Reduction reduction)
    {
        if (run.Task == LearningTask.MulticlassClassification)
        {
            var classes = new long[rows.Length];
            for (var i = 0; i < rows.Length; i++)
                classes[i] = (long)run.Training.Label(rows[i]);
            return functional.cross_entropy(outputs, tensor(classes, [classes.Length], device: outputs.device), reduction: reduction);
        }
        var labels = new float[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            labels[i] = run.Training.Label(rows[i]);
        var targets = tensor(labels, [labels.Length, 1], device: outputs.device);
        return run.Task == LearningTask.BinaryClassification
            ? functional.binary_cross_entropy_with_logits(outputs, targets, reduction: reduction) : functional.mse_loss(outputs, targets, reduction);
    }
}
