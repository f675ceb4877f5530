using Microsoft.ML;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class CheckpointTests
{
    private static readonly StructuredSparsityOptions s_options = new()
    {
        FilterLambda = 0.03,
        ChannelLambda = 0.03,
        Training = NeuralNetworkTrainerTests.Short with { Epochs = 4, WeightDecay = 0 },
        Retraining = NeuralNetworkTrainerTests.Short with { Epochs = 3, Optimizer = OptimizerKind.Adam, LearningRate = 0.002 },
    };

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(6)]
    public void AFitThatWasBrokenOffEndsWithTheSameFile(int epochs)
    {
        using var folder = new TempFolder();
        var undisturbed = Fit(null, int.MaxValue)!;
        Assert.IsNull(Fit(folder.Path, epochs), "the fit was to be broken off");
        Assert.IsTrue(Directory.GetFiles(folder.Path).Length > 0, "no checkpoint was left");
        CollectionAssert.AreEqual(undisturbed, Fit(folder.Path, int.MaxValue));
        Assert.AreEqual(0, Directory.GetFiles(folder.Path).Length, "the checkpoints of a fit that is done go");
    }

    [TestMethod]
    public void ResumingDoesNotRepeatEpochs()
    {
        using var folder = new TempFolder();
        Fit(folder.Path, 3);
        var seen = new List<TrainingProgress>();
        Fit(folder.Path, int.MaxValue, seen);
        CollectionAssert.AreEqual(new[] { "sparsify 4", "retrain 1", "retrain 2", "retrain 3" }, seen.Select(p => $"{p.Phase} {p.Epoch}").ToArray());
    }

    [TestMethod]
    public void OtherOptionsDoNotTakeUpTheCheckpoint()
    {
        using var folder = new TempFolder();
        Fit(folder.Path, 3);
        var seen = new List<TrainingProgress>();
        Fit(folder.Path, int.MaxValue, seen, s_options with { FilterLambda = 0.02 });
        Assert.AreEqual(1, seen[0].Epoch);
    }

    [TestMethod]
    public void ADamagedCheckpointIsNamed()
    {
        using var folder = new TempFolder();
        Fit(folder.Path, 2);
        var file = Directory.GetFiles(folder.Path).Single();
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Fit(folder.Path, int.MaxValue));
        StringAssert.Contains(error.Message, Path.GetFileName(file));
        File.WriteAllBytes(file, bytes[..20]);
        Assert.ThrowsExactly<InvalidDataException>(() => Fit(folder.Path, int.MaxValue));
    }

    /// <returns>The network's bytes, or null if the fit was broken off after so many epochs.</returns>
    private static byte[]? Fit(string? folder, int epochs, List<TrainingProgress>? seen = null, StructuredSparsityOptions? options = null)
    {
        using var source = new CancellationTokenSource();
        var ml = new MLContext(seed: 1);
        var count = 0;
        var listener = new Listener<TrainingProgress>(p =>
        {
            seen?.Add(p);
            if (++count == epochs)
                source.Cancel();
        });
        var settings = new RunSettings { Seed = 3, CheckpointFolder = folder, CancellationToken = source.Token, Progress = listener };
        try
        {
            using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction(settings).StructuredSparsity(TinyImages.Network(), options ?? s_options)).Fit(TinyImages.View(ml));
            return model.LastTransformer.Network.ToOnnx();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
