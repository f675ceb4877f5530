using MLNetCompact.RealData;
using static MLNetCompact.Tests.RealData.PngFiles;

namespace MLNetCompact.Tests.RealData;

[TestClass]
public sealed class Cifar10Tests : IDisposable
{
    private const int ImageSize = 3072;
    private readonly IdxFiles files = new();

    public void Dispose() => files.Dispose();

    [TestMethod]
    public void A_folder_with_raw_and_compressed_files_is_read()
    {
        WriteDataSet();
        var data = Cifar10.Load(files.Folder);
        Assert.AreEqual((10, 1), (data.Train.Count, data.Test.Count));
        Assert.AreEqual((3, 32, 32, ImageSize), (data.Train.Channels, data.Train.Height, data.Train.Width, data.Train.ImageSize));
        CollectionAssert.AreEqual(new byte[] { 1, 0, 2, 1, 3, 2, 4, 3, 5, 4 }, data.Train.Labels);
        CollectionAssert.AreEqual(Enumerable.Repeat((byte)5, ImageSize).ToArray(), data.Train.Pixels[(9 * ImageSize)..]);
        Assert.AreEqual(9, data.Test.Label(0));
        Assert.AreEqual("truck", data.Classes[9]);
    }

    [TestMethod]
    public void A_missing_file_is_named()
    {
        WriteDataSet();
        File.Delete(Path.Combine(files.Folder, "data_batch_3.bin"));
        var error = Assert.ThrowsExactly<DataUnavailableException>(() => Cifar10.Load(files.Folder));
        Assert.Contains("data_batch_3.bin", error.Message);
        Assert.Contains(files.Folder, error.Message);
    }

    [TestMethod]
    public void Damaged_files_are_refused()
    {
        WriteDataSet();
        Refused([], "empty");
        Refused([.. Image(1, 1), .. Image(1, 1)[..^1]], "ends within image 1");
        Refused([.. Image(1, 1), 9], "ends within image 1");
        Refused([.. Image(1, 1), .. Image(10, 1)], "image 1 is 10");
        Refused(IdxFiles.GZip(Image(1, 1))[..20], "test_batch.bin");
        Refused([.. Enumerable.Repeat(Image(1, 1), 10_001).SelectMany(i => i)], "more than 10000");
    }

    [TestMethod]
    public void Sheets_become_the_binary_form()
    {
        var random = new Random(1);
        var pixels = new byte[6][];
        for (var i = 0; i < 6; i++)
        {
            random.NextBytes(pixels[i] = new byte[2 * ImageSize]);
            files.Write(i < 5 ? $"data_batch_{i + 1}.png" : "test_batch.png", Png(1024, 2, 3, Filtered(1024, 3, pixels[i], _ => i % 5)));
        }

        files.Write("train_lables.json", "[0,1,2,3,4,5,6,7,8,9]"u8.ToArray());
        files.Write("test_lables.json", "[7, 6]"u8.ToArray());
        CifarSheets.Convert(files.Folder);
        var data = Cifar10.Load(files.Folder);
        CollectionAssert.AreEqual(Enumerable.Range(0, 10).Select(i => (byte)i).ToArray(), data.Train.Labels);
        CollectionAssert.AreEqual(new byte[] { 7, 6 }, data.Test.Labels);
        for (var i = 0; i < 12; i++)
        {
            var (set, index) = i < 10 ? (data.Train, i) : (data.Test, i - 10);
            for (var k = 0; k < ImageSize; k++)
            {
                Assert.AreEqual(pixels[i / 2][(i % 2 * ImageSize) + k], set.Pixels[(index * ImageSize) + (k % 3 * 1024) + (k / 3)]);
            }
        }
    }

    [TestMethod]
    public void Sheets_that_are_not_of_this_set_are_refused()
    {
        WriteSheets("[1,2,3,4,5,6]", "5 images");
        WriteSheets("[1,2,3,4]", "4 labels for the 5 images");
        WriteSheets("[1,2,3,4,10]", "number 4 is 10");
        WriteSheets("[1,2,3,4,-1]", "number 4 is -1");
        WriteSheets("[1,2,3,4,\"5\"]", "not a list of labels");
        WriteSheets("null", "0 labels");
        WriteSheets(new string(' ', (1 << 20) + 1), "1048576");
        files.Write("train_lables.json", "[1]"u8.ToArray());
        files.Write("data_batch_1.png", Png(3, 1, 3, new byte[10]));
        Assert.Contains("1 of 3 in 3", Assert.ThrowsExactly<InvalidDataException>(() => CifarSheets.Convert(files.Folder)).Message);
    }

    [TestMethod]
    public void Pixels_are_scaled_as_a_network_wants_them()
    {
        var set = new ImageSet(2, 3, 1, 2, [9, 9, 9, 9, 9, 9, 0, 255, 51, 102, 153, 204], [0, 1]);
        var image = new float[6];
        set.CopyImage(1, image, new PixelScale([0.5f, 0.2f, 0.1f], [0.5f, 0.25f, 2]));
        float[] expected = [-1, 1, 0, 0.8f, 0.25f, 0.35f];
        for (var i = 0; i < image.Length; i++)
        {
            Assert.AreEqual(expected[i], image[i], 1e-6f);
        }

        Assert.ThrowsExactly<ArgumentException>(() => set.CopyImage(1, image, new PixelScale([0], [1])));
        Assert.ThrowsExactly<ArgumentException>(() => new PixelScale([0], [1, 1]));
        Assert.ThrowsExactly<ArgumentException>(() => new PixelScale([0], [0]));
        Assert.ThrowsExactly<ArgumentException>(() => new PixelScale([0], [float.NaN]));
    }

    private static byte[] Image(byte label, byte pixel) => [label, .. Enumerable.Repeat(pixel, ImageSize)];

    /// <summary>Two images in each training file, of its number; one in the test file.</summary>
    private void WriteDataSet()
    {
        for (byte i = 1; i <= 5; i++)
        {
            byte[] content = [.. Image(i, i), .. Image((byte)(i - 1), i)];
            files.Write(i % 2 == 1 ? $"data_batch_{i}.bin" : $"data_batch_{i}.bin.gz", i % 2 == 1 ? content : IdxFiles.GZip(content));
        }

        files.Write("test_batch.bin", Image(9, 200));
    }

    private void WriteSheets(string trainLabels, string said)
    {
        for (var i = 1; i <= 6; i++)
        {
            files.Write(i < 6 ? $"data_batch_{i}.png" : "test_batch.png", Png(1024, 1, 3, new byte[1 + ImageSize]));
        }

        files.Write("train_lables.json", System.Text.Encoding.UTF8.GetBytes(trainLabels));
        files.Write("test_lables.json", "[0]"u8.ToArray());
        Assert.Contains(said, Assert.ThrowsExactly<InvalidDataException>(() => CifarSheets.Convert(files.Folder)).Message);
    }

    private void Refused(byte[] testBatch, string said)
    {
        var path = files.Write("test_batch.bin", testBatch);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Cifar10.Load(files.Folder));
        Assert.Contains(said, error.Message);
        Assert.Contains(path, error.Message);
    }
}
