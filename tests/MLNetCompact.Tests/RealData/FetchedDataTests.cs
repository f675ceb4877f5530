using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.RealData;

/// <summary>The real data itself. Where it cannot be had, these tests are skipped and say so.</summary>
[TestClass]
public sealed class FetchedDataTests
{
    [TestMethod]
    public void Cifar10_is_balanced_and_has_its_known_mean_and_deviation()
    {
        var data = RealModel.Cifar;
        Assert.AreEqual((50_000, 10_000), (data.Train.Count, data.Test.Count));
        for (var label = 0; label < 10; label++)
        {
            Assert.AreEqual((5000, 1000), (data.Train.Labels.Count(l => l == label), data.Test.Labels.Count(l => l == label)));
        }

        var (mean, deviation) = (new double[3], new double[3]);
        for (var channel = 0; channel < 3; channel++)
        {
            long sum = 0, squares = 0;
            for (var image = 0; image < data.Train.Count; image++)
            {
                foreach (var pixel in data.Train.Pixels.AsSpan((image * 3072) + (channel * 1024), 1024))
                {
                    sum += pixel;
                    squares += pixel * pixel;
                }
            }

            var count = data.Train.Count * 1024.0;
            mean[channel] = sum / count / 255;
            deviation[channel] = Math.Sqrt((squares / count / 255 / 255) - (mean[channel] * mean[channel]));
        }

        for (var channel = 0; channel < 3; channel++)
        {
            Assert.AreEqual(MLNetCompact.RealData.Cifar10.Scale.Mean[channel], mean[channel], 1e-4);
            Assert.AreEqual(MLNetCompact.RealData.Cifar10.Scale.Deviation[channel], deviation[channel], 1e-4);
        }
    }
}
