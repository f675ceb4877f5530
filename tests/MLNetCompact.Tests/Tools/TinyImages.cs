using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact.Tests.Tools;

/// <summary>Images of 12x12 pixels with a bar that lies, stands or slants, and some noise: three classes that a small network learns in seconds.</summary>
internal static class TinyImages
{
    public const int Side = 12;

    public static readonly string[] Classes = ["lying", "standing", "slanting"];

    public sealed class Row
    {
        [VectorType(Side * Side)]
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";

        public int Number { get; set; }

        public bool IsLying { get; set; }

        public float Height { get; set; }
    }

    public static Row[] Rows(int count, int seed = 0)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Make(random, i % Classes.Length))];
    }

    public static IDataView View(MLContext ml, int count = 240, int seed = 0) => ml.Data.LoadFromEnumerable(Rows(count, seed));

    /// <summary>A network for these images with 3 outputs, or as many as asked for.</summary>
    public static Network Network(int outputs = 3, int seed = 0) =>
        new NetworkBuilder([1, Side, Side], seed).Conv(6, 3).MaxPool(2).Conv(8, 3, pad: 1).Relu().Flatten().Dense(16).Relu().Dense(outputs).Build();

    private static Row Make(Random random, int kind)
    {
        var (image, at) = (new float[Side * Side], random.Next(2, Side - 2));
        for (var i = 0; i < image.Length; i++)
            image[i] = 0.3f * random.NextSingle();
        for (var i = 1; i < Side - 1; i++)
            image[kind switch { 0 => at * Side + i, 1 => i * Side + at, _ => i * Side + i }] = 1;
        return new Row { Features = image, Label = Classes[kind], Number = 10 * kind, IsLying = kind == 0, Height = at / (float)Side };
    }
}
