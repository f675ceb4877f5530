namespace MLNetCompact;

/// <summary>Well-known networks with fresh weights. Their output is one number per class (logits); the trainer adds softmax.</summary>
public static class Networks
{
    /// <summary>
    /// LeNet-5 as Caffe defines it and the papers use it: 20 and 50 filters of 5x5, each followed by a 2x2 maximum, 500 neurons, ReLU.
    /// </summary>
    /// <param name="classes">Number of outputs, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="height">Height of an image in pixels, at least 16.</param>
    /// <param name="width">Width of an image in pixels, at least 16.</param>
    /// <param name="channels">Channels of an image: 1 for grey.</param>
    public static Network LeNet5(int classes = 10, int seed = 0, int height = 28, int width = 28, int channels = 1) =>
        new NetworkBuilder([channels, height, width], seed).Conv(20, 5).MaxPool(2).Conv(50, 5).MaxPool(2).Flatten().Dense(500).Relu().Dense(classes).Build();

    /// <summary>LeNet-300-100: two hidden layers of 300 and 100 neurons with ReLU.</summary>
    /// <param name="features">Number of inputs.</param>
    /// <param name="classes">Number of outputs, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    public static Network LeNet300100(int features = 784, int classes = 10, int seed = 0) => Mlp(features, [300, 100], classes, seed);

    /// <summary>A multi-layer perceptron: dense layers with ReLU between them.</summary>
    /// <param name="features">Number of inputs, at least 1.</param>
    /// <param name="hidden">Neurons of each hidden layer, each at least 1.</param>
    /// <param name="outputs">Number of outputs, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    public static Network Mlp(int features, IEnumerable<int> hidden, int outputs, int seed = 0)
    {
        var builder = new NetworkBuilder([features], seed);
        foreach (var neurons in hidden)
            builder.Dense(neurons).Relu();
        return builder.Dense(outputs).Build();
    }
}
