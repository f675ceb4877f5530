using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.BadInput;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class NeuronUnifyEstimatorTests
{
    private static readonly Lazy<Network> s_trained = new(() =>
    {
        var ml = new MLContext(seed: 1);
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().NeuralNetwork(TinyImages.Network(), NeuralNetworkTrainerTests.Short with { Epochs = 8 })).Fit(TinyImages.View(ml));
        return model.LastTransformer.Network;
    });

    [TestMethod]
    public void MakesTheNetworkSmallerKeepsItAccurateAndSaysWhatItDid()
    {
        var ml = new MLContext(seed: 1);
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().NeuronUnify(s_trained.Value)).Fit(TinyImages.View(ml)).LastTransformer;
        var step = model.Report.Steps[^1];
        Assert.IsTrue(step.After.Cost.Parameters < 0.8 * step.Before.Cost.Parameters, $"{model.Report}");
        Assert.IsTrue(step.After.Validation >= step.Before.Validation - 0.05, $"{model.Report}");
        StringAssert.Contains(model.Report.ToString(), "are left; what reads them changed by");
        Assert.AreEqual("NeuronUnify", step.Step);
    }

    [TestMethod]
    public void NeedsNoLabelAndGivesTheNetworksOwnOutputs()
    {
        using var folder = new TempFolder();
        s_trained.Value.Save(folder.File("given.onnx"));
        var ml = new MLContext(seed: 1);
        var rows = ml.Data.LoadFromEnumerable(TinyImages.Rows(60).Select(r => new Picture { Features = r.Features }));
        var estimator = ml.Compaction().FromOnnx(folder.File("given.onnx")).NeuronUnify();
        var promised = estimator.GetOutputSchema(Schemas.Shape(rows.Schema));
        using var model = estimator.Fit(rows);
        var output = s_trained.Value.Outputs[0].Name;
        var made = model.Transform(rows);
        CollectionAssert.AreEqual(new[] { "Features", output }, made.Schema.Where(c => !c.IsHidden).Select(c => c.Name).ToArray());
        CollectionAssert.AreEqual(Schemas.Describe(Schemas.Shape(made.Schema)), Schemas.Describe(promised));
        Assert.AreEqual(LearningTask.None, model.Task);
        Assert.IsNull(model.Report.Steps[^1].After.Validation);
        var scores = made.GetColumn<VBuffer<float>>(output).Select(v => v.DenseValues().ToArray()).ToArray();
        var expected = UnifyCases.Values(model.Network, output, new Rows([.. TinyImages.Rows(60).Select(r => r.Features)], new float[60]));
        Assert.IsTrue(scores.SelectMany(s => s).Zip(expected, (a, b) => Math.Abs(a - b)).Max() < 1e-4);
        ml.Model.Save(model, rows.Schema, folder.File("model.zip"));
        var loaded = (NetworkTransformer)ml.Compaction().Load(folder.File("model.zip"), out _);
        using var disposing = loaded;
        Assert.AreEqual(LearningTask.None, loaded.Task);
        var again = loaded.Transform(rows).GetColumn<VBuffer<float>>(output).SelectMany(v => v.DenseValues()).ToArray();
        CollectionAssert.AreEqual(scores.SelectMany(s => s).ToArray(), again);
        model.SaveOnnx(folder.File("small.onnx"));
        Assert.AreEqual(output, Network.Load(folder.File("small.onnx")).Outputs[0].Name);
    }

    [TestMethod]
    public void ALabelThatIsNamedOrLearnedFromHasToBeThere()
    {
        var ml = new MLContext(seed: 1);
        var rows = ml.Data.LoadFromEnumerable(TinyImages.Rows(30).Select(r => new Picture { Features = r.Features }));
        Bad.Message<ArgumentOutOfRangeException>(() => ml.Compaction().From(s_trained.Value, new() { Label = "Kind" }).NeuronUnify().Fit(rows), "Kind", "Features");
        Bad.Message<ArgumentOutOfRangeException>(() => ml.Compaction().From(s_trained.Value).NeuronUnify().Retrain().Fit(rows), "Label", "Features");
        Bad.Message<InvalidOperationException>(() => ml.Compaction().From(s_trained.Value).NeuronUnify(new() { MaxOutputDrift = 0.01 }).Fit(ml.Data.LoadFromEnumerable(Array.Empty<Picture>())), "MaxOutputDrift", "rows");
        Bad.Message<InvalidOperationException>(() => ml.Compaction().From(s_trained.Value).NeuronUnify(new() { MaxMetricLoss = 0.01 }).Fit(rows), "MaxMetricLoss", "labels");
    }

    [TestMethod]
    public void WithoutRowsFiltersThatPointAlikeStandForOneAnother()
    {
        var network = new NetworkBuilder([2, 9, 9], 3).Conv(8, 3).BatchNormalization().Relu().MaxPool(2).Conv(6, 2).Relu().Flatten().Dense(5).Build();
        // Four of the eight filters are others times a positive number.
        var (weight, bias) = (network.Weights["conv1.weight"], network.Weights["conv1.bias"]);
        var (values, biases) = (weight.Values.ToArray(), bias.Values.ToArray());
        for (var filter = 0; filter < 4; filter++)
        {
            var factor = 0.5f + filter;
            for (var i = 0; i < 18; i++)
                values[filter * 18 + i] = factor * values[(filter + 4) * 18 + i];
            biases[filter] = factor * biases[filter + 4];
        }
        network = network.WithWeights([weight.With(values), bias.With(biases)]);
        var rows = UnifyCases.Rows(network, 50);
        var smaller = UnifyCases.Unify(network, new() { MaxOutputError = 1e-5 }, UnifyCases.Rows(network, 0));
        Assert.AreEqual(4L, smaller.Weights["conv1.bias"].Count);
        Assert.IsTrue(UnifyCases.Change(network, smaller, network.Outputs[0].Name, rows) < 1e-6);
    }

    [TestMethod]
    public void TheMetricOnHeldBackRowsIsWatched()
    {
        var ml = new MLContext(seed: 1);
        foreach (var options in new NeuronUnifyOptions[] { new() { MaxMetricLoss = 0.03 }, new() { Removed = 0.9, MaxMetricLoss = 0.03 }, new() { Removed = 0.9, Spread = UnifySpread.Evenly, MaxMetricLoss = 0.03 } })
        {
            using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().From(s_trained.Value).NeuronUnify(options)).Fit(TinyImages.View(ml)).LastTransformer;
            var step = model.Report.Steps[^1];
            Assert.IsTrue(step.After.Validation >= step.Before.Validation - 0.03 - 1e-9 && step.After.Cost.Parameters < step.Before.Cost.Parameters, $"{options}: {model.Report}");
        }
    }

    [TestMethod]
    public void NormalizationsThatReadWhatTheyReadStayBitForBit()
    {
        var network = Networks.ResNet(8, seed: 3);
        var rows = UnifyCases.Rows(network, 16);
        Assert.AreSame(network, new NormalizationShift(network, rows, default).Apply(network, new(network), new HashSet<string>()));
        var smaller = UnifyCases.Unify(network, new() { Removed = 0.3, StageWidths = false, Rows = 16 }, rows);
        var first = network.Nodes.First(n => n.Operator is Operators.BatchNormalization);
        CollectionAssert.AreEqual(network.Weights[first.Inputs[4]].Values.ToArray(), smaller.Weights[first.Inputs[4]].Values.ToArray());
    }

    private sealed class Picture
    {
        [VectorType(TinyImages.Side * TinyImages.Side)]
        public float[] Features { get; set; } = [];
    }
}
