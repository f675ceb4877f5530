using MLNetCompact.RealData;

namespace MLNetCompact.Tests.Tools;

/// <summary>A network that others trained, with inputs of a size it is made for. Every test on them goes through <see cref="All"/>.</summary>
internal sealed class RealModel
{
    private static readonly Fetched<ImageData> s_cifar = new(() => Cifar10.Load());

    private readonly Fetched<byte[]> _bytes;
    private readonly string _input;
    private readonly int[] _dims;
    private readonly double _low;
    private readonly double _high;

    private RealModel(RealNetwork network, string input, double low, double high, params int[] dims)
    {
        (Source, _input, _low, _high, _dims) = (network, input, low, high, dims);
        _bytes = new Fetched<byte[]>(() => File.ReadAllBytes(network.Locate()));
    }

    /// <summary>By the name of the property of <see cref="RealNetwork"/>.</summary>
    public static IReadOnlyDictionary<string, RealModel> All { get; } = new Dictionary<string, RealModel>
    {
        [nameof(RealNetwork.RetinaFace)] = new(RealNetwork.RetinaFace, "data", 0, 255, 1, 3, 640, 640),
        [nameof(RealNetwork.TextDetection)] = new(RealNetwork.TextDetection, "x", -2, 2, 1, 3, 160, 192),
        [nameof(RealNetwork.TextRecognition)] = new(RealNetwork.TextRecognition, "x", -1, 1, 2, 3, 48, 160),
        [nameof(RealNetwork.TextDirection)] = new(RealNetwork.TextDirection, "x", -1, 1, 2, 3, 48, 192),
        [nameof(RealNetwork.ResNet20)] = new(RealNetwork.ResNet20, "image", -2, 2, 8, 3, 32, 32),
        [nameof(RealNetwork.Vgg16)] = new(RealNetwork.Vgg16, "image", -2, 2, 2, 3, 32, 32),
    };

    /// <summary>CIFAR-10; a test that asks for it is skipped where it cannot be had.</summary>
    public static ImageData Cifar => s_cifar.Value;

    public RealNetwork Source { get; }

    /// <summary>The file; a test that asks for it is skipped where it cannot be had.</summary>
    public byte[] Bytes => _bytes.Value;

    /// <summary>Random numbers in the range of what the network is fed, for its only input.</summary>
    public Dictionary<string, ReferenceTensor> Inputs(int seed = 1)
    {
        var (random, tensor) = (new Random(seed), ReferenceTensor.Zeros(_dims));
        foreach (ref var value in tensor.Values.AsSpan())
            value = (float)(_low + random.NextDouble() * (_high - _low));
        return new() { [_input] = tensor };
    }

    /// <summary>Test images of CIFAR-10 as this network wants them.</summary>
    public Dictionary<string, ReferenceTensor> Images(int start, int count)
    {
        var (set, tensor, image) = (Cifar.Test, ReferenceTensor.Zeros(count, 3, 32, 32), new float[3 * 32 * 32]);
        for (var i = 0; i < count; i++)
        {
            set.CopyImage(start + i, image, Source.Scale!);
            for (var k = 0; k < image.Length; k++)
                tensor.Values[i * image.Length + k] = image[k];
        }
        return new() { [_input] = tensor };
    }
}
