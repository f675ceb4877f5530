using Examples;
using FourTogether;
using Microsoft.ML;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.Examples;

/// <summary>The four methods one after the other, on digits made here.</summary>
[TestClass]
public sealed class FourTogetherTests
{
    [TestMethod]
    public void Each_step_of_the_four_leaves_less_and_the_network_still_tells_digits() => Check(Networks.LeNet5(), FourSteps.LeNet5(2) with { Unification = Few });

    [TestMethod]
    public void The_four_serve_a_perceptron_too() => Check(FourSteps.Perceptron(), FourSteps.Mlp(2) with { Unification = Few });

    // Digits as plain as these need next to no neurons: a share of them leaves the later steps something to do.
    private static NeuronUnifyOptions Few { get; } = new() { Removed = 0.1 };

    private static void Check(Network network, FourSteps steps)
    {
        var (ml, test) = (new MLContext(seed: 1), BarDigits.Of(200, 2));
        var train = ml.Data.LoadFromEnumerable(LabelledDigit.From(BarDigits.Of(3000, 1)));
        var start = ml.Compaction(new() { Seed = 1 }).NeuralNetwork(network, new() { Epochs = 3, LearningRate = 0.02 });
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(steps.After(start)).Fit(train);
        var (report, compact) = (model.LastTransformer.Report, model.LastTransformer.Network);

        CollectionAssert.AreEqual(new[] { "NeuralNetwork", "StructuredSparsity", "NeuronUnify", "PruneRetrain", "KernelCluster", "Retrain" }, report.Steps.Select(s => s.Step).ToArray());
        var accuracy = ml.MulticlassClassification.Evaluate(model.Transform(ml.Data.LoadFromEnumerable(LabelledDigit.From(test)))).MicroAccuracy;
        // Some epochs on few digits end elsewhere with every version of torch; by chance it would be 0.1.
        Assert.IsGreaterThan(0.5, accuracy, $"{report}");
        using var folder = new TempFolder();
        model.LastTransformer.SaveOnnx(folder.File("four.onnx"));
        Assert.AreEqual(new FileInfo(folder.File("four.onnx")).Length, report.Steps[^1].After.StoredBytes);
        var (before, after) = (NetworkCost.Of(network), NetworkCost.Of(compact));
        Assert.IsLessThan(before.Parameters / 2, after.Parameters, $"{report}");
        Assert.IsLessThan(network.ToOnnx().Length / 10, compact.ToOnnx().Length, $"{report}");
    }
}
