using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Tools;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

/// <summary>Shared kernels in training: codebooks and factors.</summary>
[TestClass]
public sealed class CodedTrainingTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void CodebooksAndFactorsGetTheSumOfTheGradientsOfTheirNumbers(int symmetry)
    {
        var (coded, dense) = Networks((KernelSymmetry)symmetry);
        using var scope = NewDisposeScope();
        var rows = tensor([.. Enumerable.Range(0, 5 * 2 * 64).Select(i => (float)Math.Sin(i * i))], [5, 2, 8, 8]);
        using var whole = new TorchNetwork(dense, CPU);
        using var parts = new TorchNetwork(coded, CPU);
        Assert.AreEqual(0, whole.Forward(rows).sub(parts.Forward(rows)).abs().max().item<float>(), 1e-5);
        var gradients = Gradients(whole, rows);
        var all = whole.Named.Select((n, i) => (n.Name, Values: gradients[i])).ToDictionary(g => g.Name, g => g.Values);
        var convolutions = coded.Weights.Values.Where(w => w.Storage is KernelStorage).ToArray();
        var codebook = ((KernelStorage)convolutions[0].Storage).Codebook;
        var expected = new List<double[]> { new double[codebook.Count] };
        foreach (var weight in convolutions)
        {
            var storage = (KernelStorage)weight.Storage;
            var factors = storage.Scales?.Factors();
            var own = new double[storage.Numbers.Length];
            for (var i = 0; i < weight.Count; i++)
            {
                var (kernel, from) = (i / 9, Codes.Source(storage, i));
                expected[0][from] += all[weight.Name][i] * (factors?[kernel] ?? 1);
                own[kernel] += all[weight.Name][i] * codebook.Values[from];
            }
            if (factors is not null)
                expected.Add(own);
        }
        // The codebook stands at the first of its weights, the factors at their own; between them are biases.
        long[] sizes = [.. parts.Parameters.Select(p => p.numel())];
        var found = Gradients(parts, rows).Where((_, i) => expected.Any(e => e.Length == sizes[i])).ToArray();
        Assert.HasCount(expected.Count, found);
        foreach (var (sum, gradient) in expected.Zip(found))
        {
            for (var i = 0; i < sum.Length; i++)
                Assert.AreEqual(sum[i], gradient[i], 1e-4 * Math.Max(1, sum.Max(Math.Abs)), $"{i} of {sum.Length}");
        }
    }

    [TestMethod]
    public void WhatDidNotMoveIsTheSameFile()
    {
        var (coded, _) = Networks();
        using var tensors = new TorchNetwork(coded, CPU);
        CollectionAssert.AreEqual(coded.ToOnnx(), tensors.ToNetwork().ToOnnx());
    }

    [TestMethod]
    public void WhatMovedIsSharedAgainAndInEightBits()
    {
        var (coded, _) = Networks();
        using var tensors = new TorchNetwork(coded, CPU);
        using (no_grad())
        {
            foreach (var parameter in tensors.Parameters)
                parameter.mul_(1.25).add_(0.01);
        }
        var moved = tensors.ToNetwork();
        Assert.HasCount(1, Codebooks(moved));
        Assert.AreNotSame(Codebooks(coded)[0], Codebooks(moved)[0]);
        Assert.AreEqual(coded.ToOnnx().Length, moved.ToOnnx().Length);
        foreach (var (name, weight) in coded.Weights.Where(w => w.Value.Storage is KernelStorage))
        {
            var (before, after) = ((KernelStorage)weight.Storage, (KernelStorage)moved.Weights[name].Storage);
            Assert.IsTrue(after.IsShared);
            CollectionAssert.AreEqual(before.Numbers.ToArray(), after.Numbers.ToArray());
            if (before.Scales is not { } scales)
                continue;
            var largest = scales.Factors().Max(Math.Abs);
            foreach (var (old, factor) in scales.Factors().Zip(after.Scales!.Factors()))
                Assert.AreEqual(old * 1.25 + 0.01, factor, 0.6 * 1.3 * largest / 127);
        }
        // What training showed and what the file computes differ by the rounding of the factors only.
        using var scope = NewDisposeScope();
        var rows = tensor([.. Enumerable.Range(0, 5 * 2 * 64).Select(i => (float)Math.Sin(i * i))], [5, 2, 8, 8]);
        using var file = new TorchNetwork(moved, CPU);
        var (shown, given) = (tensors.Forward(rows), file.Forward(rows));
        Assert.AreEqual(0, shown.sub(given).abs().max().item<float>(), 0.02 * shown.abs().max().item<float>());
    }

    [TestMethod]
    public void VectorsOfADenseLayerTrainToo()
    {
        var (dims, random) = (new Shape(6, 5), new Random(3));
        var storage = KernelStorage.Of(Weight.Of("c", new Shape(7, 4), (float[])[.. Enumerable.Range(0, 28).Select(_ => random.NextSingle() - 0.5f)]), dims,
            [.. Enumerable.Range(0, 30).Select(i => i % 7)], null, new() { Shape = new(6, 20) });
        var network = new NetworkBuilder(20).Dense(6).Build();
        var name = network.Weights.Values.Single(w => w.Shape.Count == 2).Name;
        using var scope = NewDisposeScope();
        var rows = tensor([.. Enumerable.Range(0, 60).Select(i => (float)Math.Sin(i * i))], [3, 20]);
        using var coded = new TorchNetwork(network.WithWeights([Weight.Of(name, new Shape(6, 20), storage)]), CPU);
        using var dense = new TorchNetwork(network.WithWeights([Weight.Of(name, new Shape(6, 20), Codes.Decode(storage))]), CPU);
        var (all, summed) = (Gradients(dense, rows)[^1], Gradients(coded, rows)[^1]);
        for (var i = 0; i < 28; i++)
            Assert.AreEqual(Enumerable.Range(0, 120).Where(at => Codes.Source(storage, at) == i).Sum(at => (double)all[at]), summed[i], 1e-4);
        Assert.AreEqual(storage, coded.ToNetwork().Weights[name].Storage);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void AFitThatWasBrokenOffEndsWithTheSameFile(int epochs)
    {
        using var folder = new TempFolder();
        var undisturbed = Fit(null, int.MaxValue)!;
        Assert.IsNull(Fit(folder.Path, epochs), "the fit was to be broken off");
        CollectionAssert.AreEqual(undisturbed, Fit(folder.Path, int.MaxValue));
        Assert.HasCount(1, Codebooks(Network.Load(undisturbed)));
    }

    [TestMethod]
    public void TheReportTellsTheSizeOfTheFile()
    {
        using var folder = new TempFolder();
        var ml = new MLContext(seed: 1);
        using var model = Estimator(ml, new()).Fit(TinyImages.View(ml));
        var last = model.LastTransformer;
        Assert.AreEqual(last.Network.ToOnnx().LongLength, last.Report.Steps[0].After.StoredBytes, 200);
        ml.Model.Save(model, null, folder.File("model.zip"));
        last.Network.Save(folder.File("network.onnx"));
        Assert.HasCount(1, Codebooks(Network.Load(folder.File("network.onnx"))));
        var loaded = ml.Model.Load(folder.File("model.zip"), out _);
        CollectionAssert.AreEqual(Scores(ml, model), Scores(ml, loaded));
    }

    private static float[] Scores(MLContext ml, ITransformer model) => [.. model.Transform(TinyImages.View(ml, seed: 99)).GetColumn<float[]>("Score").SelectMany(s => s)];

    private static byte[]? Fit(string? folder, int epochs)
    {
        using var source = new CancellationTokenSource();
        var (ml, count) = (new MLContext(seed: 1), 0);
        var listener = new Listener<TrainingProgress>(_ =>
        {
            if (++count == epochs)
                source.Cancel();
        });
        try
        {
            using var model = Estimator(ml, new() { Seed = 3, CheckpointFolder = folder, CancellationToken = source.Token, Progress = listener }).Fit(TinyImages.View(ml));
            return model.LastTransformer.Network.ToOnnx();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static EstimatorChain<NetworkTransformer> Estimator(MLContext ml, RunSettings settings)
    {
        var network = Codes.SharingKernels(new NetworkBuilder(1, 12, 12).Conv(6, 3).MaxPool(2).Conv(8, 3).Relu().Conv(6, 3, pad: 1).Relu().Flatten().Dense(3).Build(), 12, seed: 4, KernelSymmetry.Flips).Coded;
        return ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction(settings).NeuralNetwork(network, NeuralNetworkTrainerTests.Short with { Epochs = 5 }));
    }

    private static Weight[] Codebooks(Network network) =>
        [.. network.Weights.Values.Select(w => w.Storage).OfType<KernelStorage>().Select(s => s.Codebook).Distinct(ReferenceEqualityComparer.Instance).Cast<Weight>()];

    private static float[][] Gradients(TorchNetwork network, Tensor rows) =>
        [.. autograd.grad([network.Forward(rows).pow(2).sum()], [.. network.Parameters]).Select(TorchTensors.Floats)];

    private static (Network Coded, Network Dense) Networks(KernelSymmetry symmetry = KernelSymmetry.None) =>
        Codes.SharingKernels(new NetworkBuilder(2, 8, 8).Conv(7, 3).Relu().Conv(5, 3).Relu().Conv(4, 3, pad: 1).Flatten().Dense(3).Build(), 11, seed: 2, symmetry);
}
