namespace MLNetCompact.RealData;

/// <summary>Fashion-MNIST: pieces of clothing, 28x28 grey, 60,000 to train with and 10,000 to test with (Xiao, Rasul, Vollgraf 2017).</summary>
public static class FashionMnist
{
    private static readonly IdxDataSet Source = new(
        "Fashion-MNIST",
        "fashion-mnist",
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
        new(
            "f4a8712d7a061bf5bd6d2ca38dc4d50a",
            "9018921c3c673c538a1fc5bad174d6f9",
            "8181f5470baa50b63fa0f6fddb340f0a",
            "15d484375f8d13e6eb1aabb0c3f46965"),
        new DebianPackage(
            "dataset-fashion-mnist",
            "39e172fe32dd318ebb3e512220c3beea2fa47d7e20bab348fb4e0922d6beefc0",
            "/usr/share/datasets/fashion-mnist/"));

    /// <summary>
    /// Reads the four files from <paramref name="folder"/>; without one, from where Debian's package dataset-fashion-mnist
    /// installs them or from this user's cache, and where neither has them fetches that package into the cache (31 MB).
    /// </summary>
    /// <inheritdoc cref="Mnist.Load" path="/param|/exception"/>
    public static ImageData Load(string? folder = null, IProgress<string>? progress = null) => Source.Load(folder, progress);
}
