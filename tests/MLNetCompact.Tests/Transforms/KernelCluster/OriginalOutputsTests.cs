namespace MLNetCompact.Tests;

/// <summary>Against what ONNX Runtime computes at all places.</summary>
[TestClass]
public sealed class OriginalOutputsTests
{
    public static IEnumerable<object[]> Cases => from kind in new[] { "strided", "grouped", "transposed", "normalized", "dense", "transposed dense" } from centred in new[] { true, false } select new object[] { kind, centred };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void ErrorAndChangeAreThoseOfTheOutputs(string kind, bool centred)
    {
        using var layer = new RefitCase(kind, centred);
        var random = new Random(2);
        float[] weights = [.. layer.Weights.Select(w => w + 0.3f * (random.NextSingle() - 0.5f))];
        var energy = layer.Outputs.Select((own, o) => Math.Pow(layer.Reader.Scales[o], 2) * own.Average(u => Math.Pow(u - own.Average(), 2))).Sum();
        Assert.AreEqual(energy, layer.Target.Energy, 1e-4 * energy);
        foreach (var given in new[] { weights, layer.Weights, new float[weights.Length] })
        {
            var error = layer.Loss(given) / energy;
            Assert.AreEqual(error, layer.Target.Error(given), 1e-3 * error + 1e-6);
            var change = layer.Squares([.. layer.Made(given).Zip(layer.Made(layer.Weights), (now, was) => now.Zip(was, (a, b) => a - b).ToArray())]) / energy;
            Assert.AreEqual(change, layer.Target.Change(given), 1e-3 * change + 1e-6);
        }
        Assert.AreEqual(0, layer.Target.Change(layer.Weights), 1e-9);
    }

    [TestMethod]
    [DataRow("strided")]
    [DataRow("grouped")]
    [DataRow("transposed")]
    [DataRow("dense")]
    [DataRow("transposed dense")]
    public void WithTheBiasMeansAreWhatTheyWere(string kind)
    {
        using var layer = new RefitCase(kind);
        float[] weights = [.. layer.Weights.Select((w, i) => 0.7f * w + 0.05f * (i % 3))];
        var factor = layer.Reader.Node.Operator.LinearFactors.Bias;
        var made = layer.WithBias(weights, [.. layer.Target.Bias(weights).Select(b => b / factor)]);
        for (var o = 0; o < made.Length; o++)
            Assert.AreEqual(layer.Outputs[o].Average(), made[o].Average(), 1e-4, $"row {o}");
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void TheNormalEquationsAreTheGradientOfTheError(string kind, bool centred)
    {
        using var layer = new RefitCase(kind, centred);
        var (right, diagonal, normal) = (layer.Target.Right(), layer.Target.Diagonal(), layer.Target.Normal([.. layer.Weights]));
        var largest = right.Max(Math.Abs);
        for (var i = 0; i < layer.Weights.Length; i += 13)
        {
            // The loss is quadratic: differences are exact but for rounding.
            var (up, down, middle) = (Loss(i, 0.5f), Loss(i, -0.5f), Loss(i, 0));
            Assert.AreEqual((up - down) / 2, normal[i] - right[i], 1e-3 * largest, $"gradient {i}");
            Assert.AreEqual((up - 2 * middle + down) / 0.5, diagonal[i], 1e-3 * diagonal.Max(), $"diagonal {i}");
        }

        double Loss(int place, float step) => layer.Loss([.. layer.Weights.Select((w, i) => i == place ? w + step : w)]);
    }
}
