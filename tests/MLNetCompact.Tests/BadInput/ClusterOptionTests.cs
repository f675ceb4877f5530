using Microsoft.ML;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.BadInput;

[TestClass]
public sealed class ClusterOptionTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    public static IEnumerable<object[]> Cases =>
    [
        [new KernelClusterOptions { Clusters = 0 }, "KernelClusterOptions.Clusters is 0", "1 to 65536"],
        [new KernelClusterOptions { Clusters = 65537 }, "KernelClusterOptions.Clusters is 65537", "1 to 65536"],
        [new KernelClusterOptions { Removed = 1 }, "KernelClusterOptions.Removed is 1", "above 0, below 1"],
        [new KernelClusterOptions { Removed = double.NaN }, "KernelClusterOptions.Removed", "above 0, below 1"],
        [new KernelClusterOptions { Target = new() }, "KernelClusterOptions.Target", "StoredBytes above 0, at most 1"],
        [new KernelClusterOptions { Target = new(StoredBytes: 1.5) }, "KernelClusterOptions.Target", "StoredBytes above 0, at most 1"],
        [new KernelClusterOptions { Target = new(StoredBytes: 0.5, Parameters: 0.5) }, "KernelClusterOptions.Target", "nothing else"],
        [new KernelClusterOptions { Target = new(MultiplyAdds: 0.5) }, "KernelClusterOptions.Target", "clusters take no other cost away"],
        [new KernelClusterOptions { MaxOutputError = 0 }, "KernelClusterOptions.MaxOutputError is 0", "above 0, below 1"],
        [new KernelClusterOptions { Clusters = 5, Removed = 0.5 }, "KernelClusterOptions.Clusters", "one of Clusters, Removed, Target, MaxOutputError"],
        [new KernelClusterOptions { Target = new(StoredBytes: 0.5), MaxOutputError = 0.5 }, "KernelClusterOptions.Clusters", "one of Clusters, Removed, Target, MaxOutputError"],
        [new KernelClusterOptions { MaxMetricLoss = 1 }, "KernelClusterOptions.MaxMetricLoss is 1", "above 0, below 1"],
        [new KernelClusterOptions { MaxOutputDrift = double.PositiveInfinity }, "KernelClusterOptions.MaxOutputDrift", "above 0"],
        [new KernelClusterOptions { SubVectors = 1 }, "KernelClusterOptions.SubVectors is 1", "2 to 1024"],
        [new KernelClusterOptions { SubVectors = 1025 }, "KernelClusterOptions.SubVectors is 1025", "2 to 1024"],
        [new KernelClusterOptions { Rows = 1 }, "KernelClusterOptions.Rows is 1", "at least 2"],
        [new KernelClusterOptions { Scope = (KernelScope)7 }, "KernelClusterOptions.Scope is 7", "a known scope"],
        [new KernelClusterOptions { Representative = (KernelRepresentative)(-1) }, "KernelClusterOptions.Representative is -1", "a known kind"],
        [new KernelClusterOptions { Symmetry = (KernelSymmetry)4 }, "KernelClusterOptions.Symmetry is 4", "a known symmetry"],
    ];

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void AnOptionOutOfItsRangeIsNamedBeforeAnyWork(KernelClusterOptions options, string name, string expected) =>
        Bad.Message<ArgumentOutOfRangeException>(() => s_ml.Compaction().KernelCluster(TinyImages.Network(), options), name, expected);

    [TestMethod]
    public void ACancelledFitEnds()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => s_ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(s_ml.Compaction(new() { CancellationToken = cancel.Token }).KernelCluster(TinyImages.Network())).Fit(TinyImages.View(s_ml)));
    }
}
