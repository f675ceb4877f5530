using Microsoft.ML;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class ResidualTrainingTests
{
    private static readonly TrainingOptions s_options = NeuralNetworkTrainerTests.Short with { Epochs = 6, PadCrop = 1, LearningRate = 0.02 };

    [TestMethod]
    public void AResidualNetworkLearnsAndItsFileScoresAsTorchDoes()
    {
        var ml = new MLContext(seed: 1);
        using var model = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Compaction(new() { Threads = 1 }).NeuralNetwork(Residual.Network(1, TinyImages.Side, 3, dropout: 0.1f), s_options)).Fit(TinyImages.View(ml));
        var metrics = ml.MulticlassClassification.Evaluate(model.Transform(TinyImages.View(ml, seed: 99)));
        Assert.IsTrue(metrics.MicroAccuracy > 0.95, $"accuracy {metrics.MicroAccuracy}");
        var network = model.LastTransformer.Network;
        var statistics = network.Nodes.Where(n => n.Operator is BatchNormalization).SelectMany(n => network.Values(n.Inputs[3])).ToArray();
        Assert.IsTrue(statistics.Length > 20 && statistics.All(m => m != 0), "means were measured");
        var input = ReferenceTensor.Random(new Random(1), 20, 1, TinyImages.Side, TinyImages.Side);
        using var torchNetwork = new TorchNetwork(network, CPU);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var expected = OrtExecutor.Run(network.ToOnnx(), new Dictionary<string, ReferenceTensor> { [network.Inputs[0].Name] = input }).Values.Single().Values;
        OperatorTests.Near(expected, OperatorTests.Numbers(torchNetwork.Forward(OperatorTests.Tensor(input))), 1e-5);
    }

    [TestMethod]
    [DataRow(1, OptimizerKind.Sgd)]
    [DataRow(2, OptimizerKind.Adam)]
    public void AFitThatWasBrokenOffEndsWithTheSameFile(int epochs, OptimizerKind optimizer)
    {
        using var folder = new TempFolder();
        var options = s_options with { Epochs = 3, HorizontalFlip = true, Optimizer = optimizer, LearningRate = optimizer == OptimizerKind.Adam ? 0.003 : 0.02 };
        var undisturbed = Fit(null, int.MaxValue, options)!;
        Assert.IsNull(Fit(folder.Path, epochs, options), "the fit was to be broken off");
        Assert.AreEqual(1, Directory.GetFiles(folder.Path).Length);
        CollectionAssert.AreEqual(undisturbed, Fit(folder.Path, int.MaxValue, options));
    }

    [TestMethod]
    public void FrozenStatisticsComeBackAsTheyWere()
    {
        var start = Residual.Network(1, TinyImages.Side, 3);
        var trained = Network.Load(Fit(null, int.MaxValue, s_options with { Epochs = 1, LearningRate = 1e-4, FreezeNormalization = true })!);
        foreach (var (before, after) in start.Nodes.Zip(trained.Nodes).Where(n => n.First.Operator is BatchNormalization))
        {
            CollectionAssert.AreEqual(start.Values(before.Inputs[3]), trained.Values(after.Inputs[3]));
            CollectionAssert.AreEqual(start.Values(before.Inputs[4]), trained.Values(after.Inputs[4]));
            CollectionAssert.AreNotEqual(start.Values(before.Inputs[2]), trained.Values(after.Inputs[2]), "the bias is trained");
        }
    }

    [TestMethod]
    public void BatchesOfOneRowThatCannotBeMeasuredAreRefusedBeforeTraining()
    {
        var ml = new MLContext(seed: 1);
        var network = Form.Chain("table", [144], f => f.Add(new Gemm(), f.Floats(144, 8)).Add(new BatchNormalization(), f.Floats(8), f.Floats(8), f.Floats(8), f.Positive(8))
            .Add(new Relu()).Add(new Gemm(), f.Floats(8, 1))).Network;
        var options = s_options with { PadCrop = 0, BatchSize = 1, Epochs = 1, LearningRate = 1e-4 };
        var error = Assert.ThrowsExactly<ArgumentException>(() => Trained(options));
        StringAssert.Contains(error.Message, "TrainingOptions.BatchSize is 1, but BatchNormalization 'n3'");
        Trained(options with { FreezeNormalization = true });
        // 239 rows leave a last batch of one, which is no reason to refuse.
        Trained(options with { BatchSize = 7 }, rows: 239);

        void Trained(TrainingOptions options, int rows = 240)
        {
            using var model = ml.Compaction(new() { ValidationFraction = 0, Threads = 1 }).NeuralNetwork(network, options, new() { Label = "IsLying" }).Fit(TinyImages.View(ml, rows));
        }
    }

    /// <returns>The network's bytes, or null if the fit was broken off after so many epochs.</returns>
    private static byte[]? Fit(string? folder, int epochs, TrainingOptions options)
    {
        using var source = new CancellationTokenSource();
        var (ml, count) = (new MLContext(seed: 1), 0);
        var listener = new Listener<TrainingProgress>(_ =>
        {
            if (++count == epochs)
                source.Cancel();
        });
        var settings = new RunSettings { Seed = 3, CheckpointFolder = folder, CancellationToken = source.Token, Progress = listener, Threads = 1 };
        try
        {
            using var model = ml.Transforms.Conversion.MapValueToKey("Label")
                .Append(ml.Compaction(settings).NeuralNetwork(Residual.Network(1, TinyImages.Side, 3, dropout: 0.2f), options)).Fit(TinyImages.View(ml));
            return model.LastTransformer.Network.ToOnnx();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
