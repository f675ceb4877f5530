using System.Net.Http.Json;
using System.Reflection;
using LineOfBusiness;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Contract;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.Examples;

/// <summary>The service of the example, with small models, asked over HTTP.</summary>
[TestClass]
public sealed class LineOfBusinessTests
{
    private const int Size = TinyImages.Side * TinyImages.Side;

    [TestMethod]
    public async Task The_answer_is_that_of_a_prediction_engine()
    {
        await using var service = await ScoringService.Start(LabelKind.Texts);
        using var engine = service.Engine<Classes>();
        foreach (var row in TinyImages.Rows(6, seed: 5))
        {
            var (expected, answer) = (engine.Predict(new ScoredRow { Values = row.Features }), await service.Answer(row.Features));
            Assert.AreEqual(TinyImages.Classes[expected.PredictedLabel - 1], answer.GetProperty("predictedLabel").GetString());
            var probabilities = answer.GetProperty("probabilities").EnumerateObject().ToArray();
            CollectionAssert.AreEqual(TinyImages.Classes, probabilities.Select(p => p.Name).ToArray());
            CollectionAssert.AreEqual(expected.Score, probabilities.Select(p => p.Value.GetSingle()).ToArray());
        }
    }

    [TestMethod]
    public async Task Classes_without_values_are_numbers()
    {
        await using var service = await ScoringService.Start(LabelKind.Bare);
        using var engine = service.Engine<Classes>();
        var row = TinyImages.Rows(2)[1].Features;
        var (expected, answer) = (engine.Predict(new ScoredRow { Values = row }), await service.Answer(row));
        Assert.AreEqual($"{expected.PredictedLabel - 1}", answer.GetProperty("predictedLabel").GetString());
        CollectionAssert.AreEqual(new[] { "0", "1", "2" }, answer.GetProperty("probabilities").EnumerateObject().Select(p => p.Name).ToArray());
    }

    [TestMethod]
    public async Task Yes_or_no_is_answered_with_both_probabilities()
    {
        await using var service = await ScoringService.Start(
            (ml, view) => ml.Compaction().NeuralNetwork(TinyImages.Network(1), new() { Epochs = 4, BatchSize = 8, LearningRate = 0.02 }, new() { Label = "IsLying" }).Fit(view), ml => TinyImages.View(ml));
        using var engine = service.Engine<YesOrNo>();
        var seen = new HashSet<bool>();
        foreach (var row in TinyImages.Rows(40, seed: 5))
        {
            var (expected, answer) = (engine.Predict(new ScoredRow { Values = row.Features }), await service.Answer(row.Features));
            Assert.AreEqual(expected.PredictedLabel, answer.GetProperty("predictedLabel").GetBoolean());
            Assert.AreEqual(expected.Probability, answer.GetProperty("probabilities").GetProperty("true").GetSingle());
            Assert.AreEqual(1, answer.GetProperty("probabilities").GetProperty("true").GetDouble() + answer.GetProperty("probabilities").GetProperty("false").GetDouble(), 1e-6);
            seen.Add(expected.PredictedLabel);
        }
        Assert.HasCount(2, seen, "the rows are answered alike, so the test shows little");
    }

    [TestMethod]
    public async Task A_number_is_answered_without_probabilities()
    {
        await using var service = await ScoringService.Start(LabelKind.Amount);
        using var engine = service.Engine<Amount>();
        var row = TinyImages.Rows(1)[0].Features;
        var answer = await service.Answer(row);
        Assert.AreEqual(engine.Predict(new ScoredRow { Values = row }).Score, answer.GetProperty("predictedLabel").GetSingle());
        Assert.IsFalse(answer.TryGetProperty("probabilities", out _));
    }

    [TestMethod]
    public async Task Column_names_of_ones_own_and_steps_before_the_network_are_served()
    {
        var columns = new NetworkColumns { Features = "Scaled", Label = "Key", Score = "Chances", PredictedLabel = "Guess" };
        await using var service = await ScoringService.Start((ml, view) => ml.Transforms.Conversion.MapValueToKey("Key", "Label").Append(ml.Transforms.NormalizeMinMax("Scaled", "Features"))
            .Append(ml.Compaction().From(TinyImages.Network(), columns)).Fit(view), ml => TinyImages.View(ml));
        var facts = (await service.Client.GetFromJsonAsync<ModelFacts>("model"))!;
        Assert.AreEqual(("Features", Size), (facts.FeatureColumn, facts.FeatureCount));
        var row = TinyImages.Rows(2)[1].Features;
        var answer = await service.Answer(row);
        var rows = service.Ml.Data.LoadFromEnumerable([new TinyImages.Row { Features = row }]);
        var expected = service.Model.Transform(rows).GetColumn<VBuffer<float>>("Chances").Single().DenseValues().ToArray();
        foreach (var (value, probability) in expected.Zip(answer.GetProperty("probabilities").EnumerateObject()))
            Assert.AreEqual(value, probability.Value.GetSingle(), 1e-6);
    }

    [TestMethod]
    public async Task Of_many_at_a_time_each_gets_the_answer_of_its_row()
    {
        const int Clients = 8;
        const int Requests = 300;
        await using var service = await ScoringService.Start(LabelKind.Texts);
        using var engine = service.Engine<Classes>();
        var rows = TinyImages.Rows(64, seed: 7).Select(r => r.Features).ToArray();
        var expected = rows.Select(r => engine.Predict(new ScoredRow { Values = r }).Score).ToArray();
        Assert.HasCount(64, expected.DistinctBy(e => e[0]).ToArray(), "rows share an answer");

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            for (var i = 0; i < Requests; i++)
            {
                var row = ((i * Clients) + client) % rows.Length;
                var answer = await service.Answer(rows[row]);
                CollectionAssert.AreEqual(expected[row], answer.GetProperty("probabilities").EnumerateObject().Select(p => p.Value.GetSingle()).ToArray());
            }
        })));
        Assert.AreEqual(Clients * Requests, (await service.Client.GetFromJsonAsync<Health>("health"))!.Requests);
    }

    [TestMethod]
    public async Task The_load_client_ends_well_and_the_model_tells_its_sizes()
    {
        await using var service = await ScoringService.Start(LabelKind.Texts);
        await LoadClient.Run(service.Client.BaseAddress!, requests: 50, concurrency: 4, CancellationToken.None);
        var facts = (await service.Client.GetFromJsonAsync<ModelFacts>("model"))!;
        Assert.AreEqual(nameof(LearningTask.MulticlassClassification), facts.Task);
        CollectionAssert.AreEqual(TinyImages.Classes, facts.Classes.ToArray());
        CollectionAssert.AreEqual(new[] { "NeuronUnify" }, facts.Steps.ToArray());
        Assert.IsLessThan(facts.Before!.StoredBytes, facts.After!.StoredBytes);
        var health = (await service.Client.GetFromJsonAsync<Health>("health"))!;
        Assert.IsTrue(health is { Status: "ok", WorkingSetBytes: > 0, HeapBytes: > 0, AllocatedBytes: > 0 }, $"{health}");
    }

    [TestMethod]
    public void The_service_has_no_training_library_among_its_dependencies()
    {
        var program = typeof(ScoringServer).Assembly;
        var seen = new HashSet<string>();
        void Visit(Assembly assembly)
        {
            foreach (var reference in assembly.GetReferencedAssemblies().Where(r => seen.Add(r.Name!)))
                Visit(Assembly.Load(reference));
        }
        Visit(program);
        Assert.IsTrue(seen.Contains("Microsoft.ML.OnnxRuntime"));
        Assert.IsFalse(seen.Any(n => n.Contains("Torch", StringComparison.Ordinal) || n == "MLNetCompact.Trainers"));
        var listed = File.ReadAllText(Path.ChangeExtension(program.Location, ".deps.json"));
        StringAssert.Contains(listed, "MLNetCompact.Transforms");
        Assert.IsFalse(listed.Contains("Torch", StringComparison.OrdinalIgnoreCase));
    }

    private sealed class Classes
    {
        public uint PredictedLabel { get; set; }

        public float[] Score { get; set; } = [];
    }

    private sealed class YesOrNo
    {
        public bool PredictedLabel { get; set; }

        public float Probability { get; set; }
    }

    private sealed class Amount
    {
        public float Score { get; set; }
    }
}
