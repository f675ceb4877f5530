using MathNet.Numerics.LinearAlgebra.Double;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNetCompact.Tests;

/// <summary>Random kernels, and what clusters of them lose, by plain loops.</summary>
internal static class ClusterCases
{
    public static ParallelOptions Threads(int count = 2) => new() { MaxDegreeOfParallelism = count };

    /// <summary>Kernels about some centres, a few of them zero.</summary>
    public static KernelSet Set(int seed, int count, int taps, bool weighted = false, int zeros = 0, int centres = 7)
    {
        var random = new Random(seed);
        float[][] middles = [.. Enumerable.Range(0, centres).Select(_ => Enumerable.Range(0, taps).Select(_ => random.NextSingle() - 0.5f).ToArray())];
        var values = new float[count * taps];
        for (var i = zeros * taps; i < values.Length; i++)
            values[i] = middles[i / taps % centres][i % taps] * (1 + i / taps % 3) + 0.3f * (random.NextSingle() - 0.5f);
        return new(values, taps, weighted ? [.. Enumerable.Range(0, count).Select(_ => 0.2f + 3 * random.NextSingle())] : null);
    }

    /// <summary>A network with 144 and 576 kernels of 3x3 and a dense layer of 1080 numbers.</summary>
    public static Network Images() => new NetworkBuilder([6, 9, 9], 3).Conv(24, 3).Relu().Conv(24, 3, pad: 1).Relu().MaxPool(2).Flatten().Dense(5).Build();

    public static (Network Network, string Report) Cluster(Network network, KernelClusterOptions options, Rows rows)
    {
        var ml = new MLContext(seed: 1);
        using var channel = ((IHostEnvironment)ml).Register("test").Start("test");
        var run = new RunContext(ml, channel, new() { ValidationFraction = 0 }, new("Label", LearningTask.None, 1, NumberDataViewType.Single, null), rows, 1);
        var coded = run.Measured("cluster", null, network, () =>
        {
            using var clusterer = new KernelClusterer(network, options, run);
            return clusterer.Run();
        });
        return (coded, string.Join('\n', run.Report().Steps[0].Notes));
    }

    /// <summary>The weights that share kernels.</summary>
    public static Weight[] Coded(Network network) => [.. network.Weights.Values.Where(w => w.Storage is KernelStorage)];

    public static IReadOnlyList<int[]> Forms(KernelSymmetry symmetry, Shape kernel) => [.. symmetry.Places(kernel).Chunk((int)kernel.Elements)];

    public static KernelClusters Run(KernelSet set, int count, bool scaled, IReadOnlyList<int[]> forms, int seed = 1, bool medoids = false, int threads = 2) =>
        new KernelMeans(set, scaled, forms, Threads(threads)).Run(count, medoids, new Random(seed));

    public static double[] Kernel(KernelSet set, int kernel) => [.. set[kernel].ToArray().Select(v => (double)v)];

    public static double[] Representative(KernelClusters clusters, int number) => [.. clusters.Representatives.Skip(number * clusters.Taps).Take(clusters.Taps).Select(v => (double)v)];

    /// <summary>A representative as it stands in a form.</summary>
    public static double[] InForm(double[] representative, int[] form) => [.. form.Select(place => representative[place])];

    /// <summary>A kernel as the representative saw it that stands for it in a form.</summary>
    public static double[] TurnedBack(double[] kernel, int[] form)
    {
        var turned = new double[kernel.Length];
        for (var d = 0; d < form.Length; d++)
            turned[form[d]] = kernel[d];
        return turned;
    }

    /// <summary>What a kernel loses by a representative, with the best scale or as it is.</summary>
    public static double Loss(double[] kernel, double[] representative, bool scaled)
    {
        var (product, squares) = (kernel.Zip(representative, (w, m) => w * m).Sum(), representative.Sum(m => m * m));
        var scale = !scaled ? 1 : squares > 0 ? product / squares : 0;
        return kernel.Zip(representative, (w, m) => Math.Pow(w - scale * m, 2)).Sum();
    }

    /// <summary>What a cluster loses at least: by its mean, or with scales by the first eigenvector of the sum of w w^T.</summary>
    public static double LeastLoss(IReadOnlyList<(double[] Kernel, double Weight)> members, bool scaled)
    {
        var (taps, mass) = (members[0].Kernel.Length, members.Sum(m => m.Weight));
        return members.Sum(m => m.Weight * Loss(m.Kernel, scaled ? Direction(members) : [.. Enumerable.Range(0, taps).Select(d => members.Sum(m => m.Weight * m.Kernel[d]) / mass)], scaled));
    }

    public static double[] Direction(IReadOnlyList<(double[] Kernel, double Weight)> members)
    {
        var taps = members[0].Kernel.Length;
        var sum = DenseMatrix.Create(taps, taps, (i, j) => members.Sum(m => m.Weight * m.Kernel[i] * m.Kernel[j]));
        return [.. sum.Evd(MathNet.Numerics.LinearAlgebra.Symmetricity.Symmetric).EigenVectors.Column(taps - 1)];
    }

    /// <summary>The members of each cluster, turned back, with their weights.</summary>
    public static (double[] Kernel, double Weight)[][] Members(KernelSet set, KernelClusters clusters, IReadOnlyList<int[]> forms) =>
        [.. Enumerable.Range(0, clusters.Count).Select(c => Enumerable.Range(0, set.Count).Where(i => clusters.Numbers[i] == c)
            .Select(i => (TurnedBack(Kernel(set, i), forms[clusters.Forms?[i] ?? 0]), set.WeightOf(i))).ToArray())];
}
