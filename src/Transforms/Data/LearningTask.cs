namespace MLNetCompact;

/// <summary>What is learned; the type of the label column decides.</summary>
public enum LearningTask
{
    /// <summary>One of several classes: the label is a key.</summary>
    MulticlassClassification,

    /// <summary>Yes or no: the label is Boolean.</summary>
    BinaryClassification,

    /// <summary>A number: the label is Single.</summary>
    Regression,

    /// <summary>Nothing: the data has no label. The network is compacted as it is and gives its own outputs under their own names.</summary>
    None,
}

/// <summary>The metric of each task: accuracy, or root mean squared error.</summary>
public static class LearningTasks
{
    /// <summary>What one row adds to the metric: 1 if the class is right, else 0; the squared error of a number.</summary>
    /// <param name="task">What is learned.</param>
    /// <param name="output">What the network gives for the row, before softmax or sigmoid.</param>
    /// <param name="label">The row's label as in <see cref="Rows.Label"/>.</param>
    public static double Score(this LearningTask task, ReadOnlySpan<float> output, float label) => task switch
    {
        LearningTask.MulticlassClassification => IndexOfLargest(output) == (int)label ? 1 : 0,
        LearningTask.BinaryClassification => output[0] > 0 == label > 0 ? 1 : 0,
        _ => (output[0] - (double)label) * (output[0] - (double)label),
    };

    /// <summary>The metric of some rows from the weighted sum of <see cref="Score"/> and the sum of the weights.</summary>
    public static double Summary(this LearningTask task, double sum, double weight) =>
        task == LearningTask.Regression ? Math.Sqrt(sum / weight) : sum / weight;

    /// <summary>The position of the largest value; the first of several.</summary>
    internal static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }
        return best;
    }
}
