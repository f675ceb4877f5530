using Microsoft.ML;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class AugmentationTests
{
    private static readonly Shape s_images = new(-1, 2, 5, 4);

    [TestMethod]
    public void ACropIsTheImageWithZerosAroundItMovedAndMirrored()
    {
        var augmentation = Augmentation.Of(new() { PadCrop = 3 }, s_images, new Random(0))!;
        float[] image = [.. Enumerable.Range(1, 40).Select(i => (float)i)];
        for (var down = -3; down <= 3; down++)
        for (var right = -3; right <= 3; right++)
        foreach (var mirrored in (bool[])[false, true])
        {
            var found = Enumerable.Repeat(float.NaN, 40).ToArray();
            augmentation.Copy(image, found, down, right, mirrored);
            for (var i = 0; i < 40; i++)
            {
                var (channel, row, column) = (i / 20, i % 20 / 4 + down, (mirrored ? 3 - i % 4 : i % 4) + right);
                var expected = row is >= 0 and < 5 && column is >= 0 and < 4 ? image[channel * 20 + row * 4 + column] : 0;
                Assert.AreEqual(expected, found[i], $"down {down}, right {right}, mirrored {mirrored}, place {i}");
            }
        }
    }

    [TestMethod]
    public void EveryMoveAndBothSidesAreAsLikely()
    {
        var augmentation = Augmentation.Of(new() { PadCrop = 1, HorizontalFlip = true }, s_images, new Random(1))!;
        float[] image = [.. Enumerable.Range(1, 40).Select(i => (float)i)];
        var seen = new Dictionary<string, int>();
        var copy = new float[40];
        for (var i = 0; i < 9000; i++)
        {
            augmentation.Copy(image, copy);
            var key = string.Join(" ", copy);
            seen[key] = seen.GetValueOrDefault(key) + 1;
        }
        Assert.AreEqual(18, seen.Count);
        Assert.IsTrue(seen.Values.All(c => c is > 400 and < 600), string.Join(" ", seen.Values));
    }

    [TestMethod]
    public void WithoutOptionsNothingIsChanged() => Assert.IsNull(Augmentation.Of(new(), s_images, new Random(0)));

    [TestMethod]
    public void OptionsThatDoNotFitTheNetworkAreNamed()
    {
        var ml = new MLContext(seed: 1);
        var table = ml.Compaction().NeuralNetwork(Networks.Mlp(144, [8], 1), new() { HorizontalFlip = true }, new() { Label = "IsLying" });
        var error = Assert.ThrowsExactly<ArgumentException>(() => table.Fit(TinyImages.View(ml)));
        StringAssert.Contains(error.Message, "TrainingOptions.HorizontalFlip is for images, but the network reads [N, 144]");
        var large = ml.Compaction().NeuralNetwork(TinyImages.Network(1), new() { PadCrop = 12 }, new() { Label = "IsLying" });
        error = Assert.ThrowsExactly<ArgumentException>(() => large.Fit(TinyImages.View(ml)));
        StringAssert.Contains(error.Message, "TrainingOptions.PadCrop is 12; expected less than");
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(1001)]
    public void PixelsOutOfRangeAreNamed(int pixels)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MLContext().Compaction().NeuralNetwork(TinyImages.Network(), new() { PadCrop = pixels }));
        StringAssert.Contains(error.Message, "TrainingOptions.PadCrop");
    }

    [TestMethod]
    public void TheSameSeedChangesImagesAlike()
    {
        byte[] Train(TrainingOptions options)
        {
            var ml = new MLContext(seed: 1);
            using var model = ml.Compaction().NeuralNetwork(TinyImages.Network(1), options, new() { Label = "IsLying" }).Fit(TinyImages.View(ml));
            return model.Network.ToOnnx();
        }
        var plain = NeuralNetworkTrainerTests.Short with { Epochs = 2 };
        var changed = plain with { PadCrop = 2, HorizontalFlip = true };
        var first = Train(changed);
        CollectionAssert.AreEqual(first, Train(changed));
        CollectionAssert.AreNotEqual(first, Train(plain));
        CollectionAssert.AreNotEqual(first, Train(changed with { HorizontalFlip = false }));
    }
}
