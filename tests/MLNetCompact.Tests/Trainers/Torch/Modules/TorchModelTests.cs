using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Tools;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class TorchModelTests
{
    private static readonly TrainingOptions s_short = new() { Epochs = 4, BatchSize = 16, LearningRate = 0.02, WeightDecay = 0 };

    [TestMethod]
    public void RandomModelsBecomeNetworksThatComputeTheSame()
    {
        for (var seed = 0; seed < 120; seed++)
        {
            var (model, row) = RandomModules.Make(seed);
            using (model)
                ModuleCases.Check(model, row, $"seed {seed}");
        }
    }

    [TestMethod]
    public void WeightsAreCalledAsInTheStateOfTheModelAndNodesByTheirPath()
    {
        using var model = Sequential(("features", Sequential(Conv2d(1, 4, 3), BatchNorm2d(4), SiLU())), ("flatten", Flatten()), ("Score", Linear(4 * 36, 3)));
        var network = ModuleCases.Check(ModuleCases.Trained(model, new Random(1)), [1, 8, 8], "names");
        CollectionAssert.AreEqual((string[])["features.0", "features.1", "features.2.sigmoid", "features.2", "flatten", "Score"], network.Nodes.Select(n => n.Name).ToArray());
        foreach (var (name, parameter) in model.named_parameters())
        {
            CollectionAssert.AreEqual(parameter.shape, network.Weights[name].Shape.ToArray(), name);
            CollectionAssert.AreEqual(TorchTensors.Floats(parameter), network.Weights[name].Values.ToArray(), name);
        }
        Assert.AreEqual("Features", network.Inputs.Single().Name);
        Assert.AreEqual("Score", network.Outputs.Single().Name);
    }

    [TestMethod]
    public void TheModelStaysAsItIs()
    {
        using var model = ModuleCases.Trained(Sequential(Conv2d(1, 2, 3), BatchNorm2d(2), ReLU(true), Sequential(Dropout(), Flatten()), Linear(2 * 16, 2)), new Random(1));
        var (inside, dense) = ((Sequential)model[3], (Linear)model[4]);
        model.train();
        inside.eval();
        dense.weight!.requires_grad = false;
        manual_seed(5);
        var (before, modes) = (State(model), Modes(model));
        var network = model.ToNetwork(1, 6, 6);

        CollectionAssert.AreEqual(modes, Modes(model));
        CollectionAssert.AreEqual(before, State(model));
        Assert.IsTrue(model.parameters().All(p => p.grad is null));
        Assert.IsFalse(dense.weight!.requires_grad);
        using var random = rand(4);
        manual_seed(5);
        using var expected = rand(4);
        CollectionAssert.AreEqual(TorchTensors.Floats(expected), TorchTensors.Floats(random));
        // Weights are copies.
        var weight = network.Weights["4.weight"].Values.ToArray();
        using (no_grad())
            dense.weight!.zero_();
        CollectionAssert.AreEqual(weight, network.Weights["4.weight"].Values.ToArray());
    }

    [TestMethod]
    public void ALayerThatIsUsedTwiceIsReadTwice()
    {
        var dense = Linear(3, 3);
        using var model = Sequential(dense, Tanh(), dense);
        var network = ModuleCases.Check(model, [3], "twice");
        CollectionAssert.AreEqual(network.Weights["0.weight"].Values.ToArray(), network.Weights["2.weight"].Values.ToArray());
    }

    [TestMethod]
    public void AModelOfOnesOwnClassIsReadIfItIsASequential()
    {
        using var model = new Perceptron();
        Assert.HasCount(3, ModuleCases.Check(model, [4], "own class").Nodes);
    }

    [TestMethod]
    public void ATrainedModelIsCompactedByGroupLassoAndSaved() => Compacts(Identity(), model => model.StructuredSparsity(new()
    {
        FilterLambda = 0.05, NeuronLambda = 0.05, Training = s_short with { Epochs = 8 }, Retraining = s_short,
    }));

    [TestMethod]
    public void ATrainedModelWithSoftmaxIsPrunedAndSaved() => Compacts(Softmax(1), model => model.PruneRetrain(new() { Kept = 0.3, Rounds = 1, Retraining = s_short }));

    [TestMethod]
    public void ATrainedModelWithLogSoftmaxIsPrunedAndSaved() => Compacts(LogSoftmax(1), model => model.PruneRetrain(new() { Kept = 0.3, Rounds = 1, Retraining = s_short }));

    [TestMethod]
    public void ASigmoidAtTheEndIsTrainedAsTheNumberBeforeIt()
    {
        using var model = Sequential(Flatten(), Linear(TinyImages.Side * TinyImages.Side, 8), ReLU(), Linear(8, 1), Sigmoid());
        var ml = new MLContext(seed: 1);
        var view = ml.Data.LoadFromEnumerable(TinyImages.Rows(240));
        using var fitted = ml.Compaction().FromModule(model, [1, TinyImages.Side, TinyImages.Side], new() { Label = "IsLying" })
            .Retrain(new() { Epochs = 12, BatchSize = 16, LearningRate = 0.02 }).Fit(view);
        Assert.IsTrue(ml.BinaryClassification.Evaluate(fitted.Transform(view), "IsLying").Accuracy > 0.9);
        Assert.IsFalse(fitted.Network.Nodes.Any(n => n.Operator is Operators.Sigmoid), "what is trained");
        Assert.IsTrue(fitted.Transform(view).GetColumn<float>("Probability").All(p => p is >= 0 and <= 1));
    }

    /// <summary>A model that TorchSharp trained goes through a step, and is saved and used without training.</summary>
    private static void Compacts(Module<Tensor, Tensor> head, Func<NetworkEstimator, NetworkEstimator> step)
    {
        using var model = Learned(head);
        var ml = new MLContext(seed: 1);
        var given = ml.Compaction().FromModule(model, [1, TinyImages.Side, TinyImages.Side]);
        using var fitted = ml.Transforms.Conversion.MapValueToKey("Label").Append(step(given)).Fit(TinyImages.View(ml));
        var test = TinyImages.View(ml, seed: 99);
        var metrics = ml.MulticlassClassification.Evaluate(fitted.Transform(test));
        var report = fitted.LastTransformer.Report.Steps[^1];
        Assert.IsTrue(report.Before.Validation > 0.9, $"the model's own accuracy is {report.Before.Validation}");
        Assert.IsTrue(metrics.MicroAccuracy > 0.9 && metrics.LogLoss < 0.5, $"accuracy {metrics.MicroAccuracy}, log loss {metrics.LogLoss}");
        Assert.IsTrue(report.After.StoredBytes < report.Before.StoredBytes, $"{report.After.StoredBytes} bytes of {report.Before.StoredBytes}");
        using var folder = new TempFolder();
        ml.Model.Save(fitted, test.Schema, folder.File("model.zip"));
        var scores = new MLContext().Model.Load(folder.File("model.zip"), out _).Transform(test).GetColumn<float[]>("Score").ToArray();
        Assert.IsTrue(scores.All(s => Math.Abs(s.Sum() - 1) < 1e-4), "probabilities");
    }

    /// <summary>A model for <see cref="TinyImages"/> that plain TorchSharp trained.</summary>
    private static Sequential Learned(Module<Tensor, Tensor> head)
    {
        manual_seed(1);
        var body = Sequential(Conv2d(1, 6, 3), BatchNorm2d(6), ReLU(), MaxPool2d(2), Flatten(), Linear(6 * 25, 16), ReLU(), Dropout(0.1), Linear(16, 3));
        var rows = TinyImages.Rows(240);
        using var images = TorchTensors.Of([.. rows.SelectMany(r => r.Features)], [rows.Length, 1, TinyImages.Side, TinyImages.Side], CPU);
        using var labels = TorchTensors.Of([.. rows.Select(r => (long)Array.IndexOf(TinyImages.Classes, r.Label))], [rows.Length], CPU);
        using var optimizer = optim.SGD(body.parameters(), 0.1, 0.9);
        for (var step = 0; step < 60; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            functional.cross_entropy(body.call(images), labels).backward();
            optimizer.step();
        }
        return Sequential(body, head);
    }

    private static float[] State(Sequential model) => [.. Tensors(model).SelectMany(TorchTensors.Floats)];

    private static IEnumerable<Tensor> Tensors(Sequential model)
    {
        var norm = (BatchNorm2d)model[1];
        return [.. model.parameters(), norm.running_mean!, norm.running_var!];
    }

    private static bool[] Modes(Sequential model) => [.. model.named_modules().Select(m => m.module.training)];

    private sealed class Perceptron() : Sequential(("hidden", Linear(4, 8)), ("bend", ReLU()), ("out", Linear(8, 2)));
}
