using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Weights of shared kernels in all forms, at random.</summary>
internal static class KernelCodes
{
    /// <summary>One to three weights, all of one codebook or each of its own: of kernels in forms, with scales and without, or of vectors.</summary>
    public static List<Weight> Weights(int seed)
    {
        var random = new Random(seed);
        var (vectors, shared, side, weights) = (random.Next(4) == 0, random.Next(2) == 0, random.Next(1, 4), new List<Weight>());
        var kernel = new Shape(vectors ? [random.Next(1, 5)] : random.Next(3) switch { 0 => [side, side], 1 => [side, random.Next(1, 5)], _ => [2, side, random.Next(1, 4)] });
        var codebook = Codebook(random, random.Next(1, 80), kernel);
        for (var i = 0; i < (shared ? random.Next(2, 4) : random.Next(1, 4)); i++)
        {
            codebook = shared ? codebook : Codebook(random, random.Next(1, 80), kernel);
            KernelSymmetry[] symmetries = [.. Enum.GetValues<KernelSymmetry>().Where(s => s.Fits(kernel))];
            var symmetry = symmetries[random.Next(symmetries.Length)];
            var dims = new Shape(Enumerable.Range(0, vectors ? 2 : random.Next(1, 3)).Select(_ => (long)random.Next(1, 6)));
            int[] numbers = [.. Enumerable.Range(0, (int)dims.Elements).Select(_ => random.Next((int)codebook.Shape[0] << (int)symmetry))];
            var scales = random.Next(2) == 0 ? KernelScales.Of(dims, [.. numbers.Select(_ => random.NextSingle() - 0.5f)]) : null;
            var shape = !vectors || kernel[0] == 1 ? null : random.Next(2) == 0 ? new Shape(dims[0], dims[1] * kernel[0]) : new(dims[0], dims[1] * kernel[0], 1, 1);
            var storage = KernelStorage.Of(codebook, dims, numbers, scales, new() { Symmetry = symmetry, Shape = shape, IsShared = shared });
            weights.Add(Weight.Of($"w{i}", storage.Shape, storage));
        }
        return weights;
    }

    /// <summary>A network that gives those weights.</summary>
    public static Network Giving(IReadOnlyList<Weight> weights) => new([new("x", ElementType.Float, new Shape(Shape.Unknown, 2))], [new("a", new Relu(), ["x"], ["y"])],
        [new("y", ElementType.Float, null), .. weights.Select(w => new NetworkValue(w.Name, ElementType.Float, w.Shape))], weights);

    /// <summary>A network with two convolutions of shared square kernels, one of its own in flips, and a dense layer of vectors; and the same with dense weights.</summary>
    public static (Network Coded, Network Dense) Network()
    {
        var random = new Random(6);
        var network = new NetworkBuilder(2, 10, 10).Conv(6, 3).Relu().Conv(7, 3).Relu().Conv(4, 3).Flatten().Dense(8).Relu().Dense(3).Build();
        var coded = Codes.SharingKernels(network, 12, seed: 8, KernelSymmetry.Square).Coded;
        var flips = KernelStorage.Of(Codebook(random, 9, new(3, 3)), new(4, 7), [.. Enumerable.Range(0, 28).Select(_ => random.Next(36))], null, new() { Symmetry = KernelSymmetry.Flips });
        var vectors = KernelStorage.Of(Codebook(random, 20, new(4)), new(8, 16), [.. Enumerable.Range(0, 128).Select(_ => random.Next(20))],
            KernelScales.Of(new(8, 16), [.. Enumerable.Range(0, 128).Select(_ => random.NextSingle())]), new() { Shape = new(8, 64) });
        coded = coded.WithWeights([Weight.Of("conv3.weight", flips.Shape, flips), Weight.Of("dense1.weight", vectors.Shape, vectors)]);
        return (coded, coded.WithWeights(coded.Weights.Values.Select(w => w.AsDense())));
    }

    private static Weight Codebook(Random random, int kernels, Shape kernel) =>
        Weight.Of("c", new Shape([kernels, .. kernel]), (float[])[.. Enumerable.Range(0, kernels * (int)kernel.Elements).Select(_ => random.NextSingle() - 0.5f)]);
}
