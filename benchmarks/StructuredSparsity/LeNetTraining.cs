namespace MLNetCompact.Benchmarks;

/// <summary>How LeNet is trained for the tables of the paper. Images are moved by up to two pixels every time they are seen, which the paper did not do.</summary>
internal static class LeNetTraining
{
    /// <summary>The dense network.</summary>
    public static TrainingOptions Dense { get; } = new() { Epochs = 10, LearningRate = 0.02, PadCrop = 2 };

    /// <summary>With group lasso.</summary>
    public static TrainingOptions Sparse { get; } = new() { Epochs = 5, Schedule = LearningRateSchedule.Step, WeightDecay = 0, PadCrop = 2 };

    /// <summary>What is left.</summary>
    public static TrainingOptions Rest { get; } = new() { Epochs = 12, LearningRate = 0.02, PadCrop = 2 };
}
