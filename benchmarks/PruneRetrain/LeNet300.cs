namespace MLNetCompact.Benchmarks;

/// <summary>LeNet-300-100, and how it is trained. Images are moved by up to one pixel every time they are seen, which the papers did not do.</summary>
internal static class LeNet300
{
    public const string Name = "lenet300";

    /// <summary>The dense network.</summary>
    public static TrainingOptions Dense { get; } = new() { Epochs = 20, LearningRate = 0.03, PadCrop = 1 };

    public static Network Fresh(int seed) => new NetworkBuilder([1, 28, 28], seed).Flatten().Dense(300).Relu().Dense(100).Relu().Dense(10).Build();
}
