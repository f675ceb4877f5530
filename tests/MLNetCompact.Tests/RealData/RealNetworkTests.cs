using MLNetCompact.RealData;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.RealData;

[TestClass]
public sealed class RealNetworkTests
{
    private const string Sha256OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [TestMethod]
    public void A_file_of_the_users_is_taken_as_it_is()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("own.onnx"), "");
        Assert.AreEqual(folder.File("own.onnx"), RealNetwork.ResNet20.Locate(folder.File("own.onnx")));
        var error = Assert.ThrowsExactly<DataUnavailableException>(() => RealNetwork.RetinaFace.Locate(folder.File("gone.onnx")));
        Assert.Contains("gone.onnx", error.Message);
    }

    [TestMethod]
    public void The_first_folder_that_has_the_file_counts_and_its_content_is_checked()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("net.onnx"), "abc");
        string Find(params string[] folders) => RealNetwork.Find("Net", "net.onnx", Sha256OfAbc, folders);

        Assert.AreEqual(folder.File("net.onnx"), Find(folder.File("none"), folder.Path));
        Directory.CreateDirectory(folder.File("other"));
        File.WriteAllText(Path.Combine(folder.File("other"), "net.onnx"), "abd");
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Find(folder.File("other"), folder.Path));
        Assert.Contains(folder.File("other"), error.Message);
        Assert.Contains("SHA-256", error.Message);
    }

    [TestMethod]
    public void Without_the_file_the_message_says_what_to_do()
    {
        using var folder = new TempFolder();
        var before = Environment.GetEnvironmentVariable(RealNetwork.FolderVariable);
        try
        {
            Environment.SetEnvironmentVariable(RealNetwork.FolderVariable, folder.Path);
            var error = Assert.ThrowsExactly<DataUnavailableException>(() => RealNetwork.Vgg16.Locate());
            Assert.Contains("VGG-16", error.Message);
            Assert.Contains("vgg16-cifar10.onnx", error.Message);
            Assert.Contains(RealNetwork.FolderVariable, error.Message);
        }
        finally
        {
            Environment.SetEnvironmentVariable(RealNetwork.FolderVariable, before);
        }
    }
}
