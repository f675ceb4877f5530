namespace MLNetCompact;

/// <summary>Well-known networks with fresh weights. Their output is one number per class (logits); the trainer adds softmax.</summary>
public static partial class Networks
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

    /// <summary>
    /// The convolutional network of Caffe's cifar10_full: 32, 32 and 64 filters of 5x5, each with ReLU and a pooling of 3x3 at step 2 (the maximum first,
    /// then means; a last window that is not full counts), and one dense layer.
    /// </summary>
    /// <remarks>
    /// It differs from that file in this: the two local response normalizations within a channel are left out, for there is no such operator here; weights
    /// start as in <see cref="NetworkBuilder"/>, not at a given deviation. Wen et al. (2016) also drop half of the logits in training; that is left out too.
    /// </remarks>
    /// <param name="classes">Number of outputs, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="height">Height of an image in pixels, at least 12.</param>
    /// <param name="width">Width of an image in pixels, at least 12.</param>
    /// <param name="channels">Channels of an image: 3 for colour.</param>
    /// <exception cref="ArgumentException">A number is out of range; the message names the layer.</exception>
    public static Network ConvNet(int classes = 10, int seed = 0, int height = 32, int width = 32, int channels = 3) =>
        new NetworkBuilder([channels, height, width], seed)
            .Conv(32, 5, pad: 2).MaxPool(3, 2, ceil: true).Relu()
            .Conv(32, 5, pad: 2).Relu().AveragePool(3, 2, ceil: true)
            .Conv(64, 5, pad: 2).Relu().AveragePool(3, 2, ceil: true)
            .Flatten().Dense(classes).Build();

    /// <summary>
    /// VGG-16 for small images: 13 convolutions of 3x3 in five stages of 64, 128, 256, 512 and 512 filters, each with batch normalization and ReLU, a 2x2 maximum
    /// behind each stage, and one dense layer in place of the three that images of 224x224 get.
    /// </summary>
    /// <param name="classes">Number of outputs, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="height">Height of an image in pixels, at least 32.</param>
    /// <param name="width">Width of an image in pixels, at least 32.</param>
    /// <param name="channels">Channels of an image: 3 for colour.</param>
    /// <exception cref="ArgumentException">A number is out of range; the message names the layer.</exception>
    public static Network Vgg16(int classes = 10, int seed = 0, int height = 32, int width = 32, int channels = 3)
    {
        var builder = new NetworkBuilder([channels, height, width], seed);
        foreach (var (filters, convolutions) in ((int, int)[])[(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)])
        {
            for (var i = 0; i < convolutions; i++)
                builder.Conv(filters, 3, pad: 1, bias: false).BatchNormalization().Relu();
            builder.MaxPool(2);
        }
        return builder.Flatten().Dense(classes).Build();
    }
}
