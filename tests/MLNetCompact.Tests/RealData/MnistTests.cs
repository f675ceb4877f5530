using MLNetCompact.RealData;
using static MLNetCompact.Tests.RealData.IdxFiles;

namespace MLNetCompact.Tests.RealData;

[TestClass]
public sealed class MnistTests : IDisposable
{
    private readonly IdxFiles files = new();

    [TestInitialize]
    public void Make() => files.WriteDataSet();

    public void Dispose() => files.Dispose();

    [TestMethod]
    public void A_folder_with_raw_and_compressed_files_is_read()
    {
        var data = Mnist.Load(files.Folder);
        Assert.AreEqual((3, 2), (data.Train.Count, data.Test.Count));
        Assert.AreEqual((1, 28, 28, 784), (data.Train.Channels, data.Train.Height, data.Train.Width, data.Train.ImageSize));
        CollectionAssert.AreEqual(new byte[] { 7, 0, 9 }, data.Train.Labels);
        Assert.AreEqual(2, data.Test.Label(1));
        Assert.HasCount(10, data.Classes);
        Assert.AreEqual("Ankle boot", FashionMnist.Load(files.Folder).Classes[9]);
    }

    [TestMethod]
    public void An_image_is_scaled_to_one()
    {
        var train = Mnist.Load(files.Folder).Train;
        var image = train.Image(1);
        Assert.HasCount(784, image);
        for (var i = 0; i < image.Length; i++)
        {
            Assert.AreEqual((byte)(784 + i) / 255f, image[i]);
        }

        Assert.AreEqual(1f, image.Max());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => train.Image(3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => train.Image(-1));
    }

    [TestMethod]
    public void A_slice_is_a_set_of_its_own()
    {
        var train = Mnist.Load(files.Folder).Train;
        var slice = train.Slice(1, 2);
        CollectionAssert.AreEqual(new byte[] { 0, 9 }, slice.Labels);
        CollectionAssert.AreEqual(train.Image(2), slice.Image(1));
        Assert.AreEqual(0, train.Slice(3, 0).Count);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => train.Slice(2, 2));
    }

    [TestMethod]
    public void A_missing_file_is_named()
    {
        File.Delete(Path.Combine(files.Folder, "t10k-labels-idx1-ubyte.gz"));
        var error = Assert.ThrowsExactly<DataUnavailableException>(() => Mnist.Load(files.Folder));
        Assert.Contains("t10k-labels-idx1-ubyte", error.Message);
        Assert.Contains(files.Folder, error.Message);
    }

    [TestMethod]
    public void Files_that_do_not_belong_together_are_refused()
    {
        files.Write("train-labels-idx1-ubyte", Labels(7, 0));
        Assert.Contains("2 labels for the 3 images", Refused());
        files.Write("train-labels-idx1-ubyte", Labels(7, 0, 10));
        Assert.Contains("train-labels-idx1-ubyte", Refused());
        files.Write("train-images-idx3-ubyte", Images(1, 2, 2, 0, 0, 0, 0));
        Assert.Contains("28x28", Refused());
    }

    [TestMethod]
    public void A_set_holds_what_its_sizes_say()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new ImageSet(2, 1, 1, 1, [0], [0, 1]));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageSet(1, 1, 1, 1, [0], [0, 1]));
    }

    private string Refused() => Assert.ThrowsExactly<InvalidDataException>(() => Mnist.Load(files.Folder)).Message;
}
