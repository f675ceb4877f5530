using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using System.Text.Json;
using LineOfBusiness;
using Microsoft.AspNetCore.Builder;
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

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>What is wrong with a row, the row, and what is said about it.</summary>
    private static readonly Dictionary<string, (string Body, string Message)> s_badRows = new()
    {
        ["missing"] = ("""{"Feature":[1]}""", "Column 'Features' is missing."),
        ["no columns"] = ("{}", "Column 'Features' is missing."),
        ["too few"] = ("""{"Features":[1,2,3]}""", $"Column 'Features' has 3 values; the model reads {Size}."),
        ["none"] = ("""{"Features":[]}""", $"Column 'Features' has 0 values; the model reads {Size}."),
        ["too many"] = (Row(new float[Size + 1]), $"Column 'Features' has {Size + 1} values; the model reads {Size}."),
        ["text"] = ("""{"Features":[0,"1"]}""", "Column 'Features': value 1 is not a finite number."),
        ["null"] = ("""{"Features":[null]}""", "Column 'Features': value 0 is not a finite number."),
        ["nested"] = ("""{"Features":[[1]]}""", "Column 'Features': value 0 is not a finite number."),
        ["NaN in quotes"] = ("""{"Features":["NaN"]}""", "Column 'Features': value 0 is not a finite number."),
        ["NaN"] = ("""{"Features":[NaN]}""", "'Features'"),
        ["more than a float holds"] = ("""{"Features":[0,0,1e39]}""", "Column 'Features': value 2 is not a finite number."),
        ["more than a double holds"] = ("""{"Features":[-1e999]}""", "Column 'Features': value 0 is not a finite number."),
        ["a number"] = ("""{"Features":1}""", $"Column 'Features' is not an array of {Size} numbers."),
        ["an object"] = ("""{"Features":{"0":1}}""", $"Column 'Features' is not an array of {Size} numbers."),
        ["twice"] = ($$"""{"Features":{{Numbers(new float[Size])}},"Features":[1]}""", "Column 'Features' is there twice."),
        ["so large that the network overflows"] = (Row([.. Enumerable.Repeat(3e38f, Size)]), "Column 'Features' has values for which the model gives no finite number."),
        ["an array"] = ("[1,2]", "The body is not an object with the column 'Features'."),
        ["nothing"] = ("", "'Features'"),
        ["cut off"] = ("""{"Features":[1,2""", "'Features'"),
        ["more behind it"] = (Row(new float[Size]) + "{}", "'Features'"),
        ["nested deeply"] = ("""{"a":""" + new string('[', 1000), "'Features'"),
        ["half a character"] = ("""{"Features\ud800":[1]}""", "'Features'"),
    };

    private static Service? s_service;

    public static IEnumerable<object[]> BadRows => s_badRows.Keys.Select(name => new object[] { name });

    [ClassInitialize]
    public static async Task StartOne(TestContext context) => s_service = await Service.Start(LabelKind.Texts);

    [ClassCleanup]
    public static async Task StopIt()
    {
        if (s_service is not null)
            await s_service.DisposeAsync();
    }

    [TestMethod]
    public async Task The_answer_is_that_of_a_prediction_engine()
    {
        await using var service = await Service.Start(LabelKind.Texts);
        using var engine = service.Engine<Classes>();
        foreach (var row in TinyImages.Rows(6, seed: 5))
        {
            var (expected, answer) = (engine.Predict(new Features { Values = row.Features }), await service.Answer(row.Features));
            Assert.AreEqual(TinyImages.Classes[expected.PredictedLabel - 1], answer.GetProperty("predictedLabel").GetString());
            var probabilities = answer.GetProperty("probabilities").EnumerateObject().ToArray();
            CollectionAssert.AreEqual(TinyImages.Classes, probabilities.Select(p => p.Name).ToArray());
            CollectionAssert.AreEqual(expected.Score, probabilities.Select(p => p.Value.GetSingle()).ToArray());
        }
    }

    [TestMethod]
    public async Task Classes_without_values_are_numbers()
    {
        await using var service = await Service.Start(LabelKind.Bare);
        using var engine = service.Engine<Classes>();
        var row = TinyImages.Rows(2)[1].Features;
        var (expected, answer) = (engine.Predict(new Features { Values = row }), await service.Answer(row));
        Assert.AreEqual($"{expected.PredictedLabel - 1}", answer.GetProperty("predictedLabel").GetString());
        CollectionAssert.AreEqual(new[] { "0", "1", "2" }, answer.GetProperty("probabilities").EnumerateObject().Select(p => p.Name).ToArray());
    }

    [TestMethod]
    public async Task Yes_or_no_is_answered_with_both_probabilities()
    {
        await using var service = await Service.Start(
            (ml, view) => ml.Compaction().NeuralNetwork(TinyImages.Network(1), new() { Epochs = 4, BatchSize = 8, LearningRate = 0.02 }, new() { Label = "IsLying" }).Fit(view), ml => TinyImages.View(ml));
        using var engine = service.Engine<YesOrNo>();
        var seen = new HashSet<bool>();
        foreach (var row in TinyImages.Rows(40, seed: 5))
        {
            var (expected, answer) = (engine.Predict(new Features { Values = row.Features }), await service.Answer(row.Features));
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
        await using var service = await Service.Start(LabelKind.Amount);
        using var engine = service.Engine<Amount>();
        var row = TinyImages.Rows(1)[0].Features;
        var answer = await service.Answer(row);
        Assert.AreEqual(engine.Predict(new Features { Values = row }).Score, answer.GetProperty("predictedLabel").GetSingle());
        Assert.IsFalse(answer.TryGetProperty("probabilities", out _));
    }

    [TestMethod]
    public async Task Column_names_of_ones_own_and_steps_before_the_network_are_served()
    {
        var columns = new NetworkColumns { Features = "Scaled", Label = "Key", Score = "Chances", PredictedLabel = "Guess" };
        await using var service = await Service.Start((ml, view) => ml.Transforms.Conversion.MapValueToKey("Key", "Label").Append(ml.Transforms.NormalizeMinMax("Scaled", "Features"))
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
    [DynamicData(nameof(BadRows))]
    public async Task A_bad_row_is_refused_and_the_column_is_named(string name)
    {
        using var response = await s_service!.Post(s_badRows[name].Body);
        await Refused(response, HttpStatusCode.BadRequest, s_badRows[name].Message);
        // The engine that refused it serves the next one.
        await s_service.Answer(TinyImages.Rows(1)[0].Features);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_body_that_is_too_large_is_refused(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "score") { Content = Json($$"""{"Note":"{{new string('x', 40_000)}}","Features":[1]}""") };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await s_service!.Client.SendAsync(request);
        await Refused(response, HttpStatusCode.RequestEntityTooLarge, "'Features'");
        await s_service.Answer(TinyImages.Rows(1)[0].Features);
    }

    [TestMethod]
    public async Task What_is_no_JSON_by_its_type_or_goes_elsewhere_is_refused()
    {
        using var text = await s_service!.Client.PostAsync("score", new StringContent(Row(new float[Size])));
        await Refused(text, HttpStatusCode.UnsupportedMediaType, "'Features'");
        using var elsewhere = await s_service.Client.GetAsync("scores");
        Assert.AreEqual((HttpStatusCode.NotFound, "application/problem+json"), (elsewhere.StatusCode, elsewhere.Content.Headers.ContentType?.MediaType));
    }

    [TestMethod]
    public async Task Of_many_at_a_time_each_gets_the_answer_of_its_row()
    {
        const int Clients = 8;
        const int Requests = 300;
        await using var service = await Service.Start(LabelKind.Texts);
        using var engine = service.Engine<Classes>();
        var rows = TinyImages.Rows(64, seed: 7).Select(r => r.Features).ToArray();
        var expected = rows.Select(r => engine.Predict(new Features { Values = r }).Score).ToArray();
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
        await using var service = await Service.Start(LabelKind.Texts);
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
    public void What_cannot_be_scored_with_is_refused_at_the_start()
    {
        using var folder = new TempFolder();
        var (ml, file) = (new MLContext(seed: 1), folder.File("model.zip"));
        Assert.ThrowsExactly<FileNotFoundException>(() => ScoringModel.Load(file));
        File.WriteAllText(file, "no zip");
        Refused("model.zip");

        var rows = TinyImages.View(ml);
        ml.Model.Save(ml.Transforms.NormalizeMinMax("Features").Fit(rows), rows.Schema, file);
        Refused("it has no network of MLNetCompact");

        using var unlabelled = ml.Compaction().From(TinyImages.Network()).Fit(ml.Transforms.DropColumns("Label").Fit(rows).Transform(rows));
        ml.Model.Save(unlabelled, rows.Schema, file);
        Refused("it was compacted without labels");

        using var two = ml.Transforms.Concatenate("Both", "Features", "Height").Append(ml.Compaction().From(new NetworkBuilder([Size + 1], 0).Dense(1).Build(), new() { Features = "Both", Label = "IsLying" })).Fit(rows);
        ml.Model.Save(two, rows.Schema, file);
        Refused("it reads 'Features'");
        Refused("'Height'");

        void Refused(string message)
        {
            var error = Assert.ThrowsExactly<InvalidDataException>(() => ScoringModel.Load(file));
            StringAssert.Contains(error.Message, message);
            StringAssert.Contains(error.Message, file);
        }
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

    private static string Row(float[] values) => $$"""{"Features":{{Numbers(values)}}}""";

    private static string Numbers(float[] values) => JsonSerializer.Serialize(values);

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task Refused(HttpResponseMessage response, HttpStatusCode status, string message)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(status, response.StatusCode, body);
        Assert.AreEqual("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(body, s_json);
        StringAssert.Contains(problem.GetProperty("detail").GetString(), message);
        Assert.AreEqual("Features", problem.GetProperty("column").GetString());
    }

    /// <summary>A model of its own, saved, loaded and served; nothing of it is left afterwards.</summary>
    private sealed class Service(TempFolder folder, ScoringModel scoring, WebApplication app, HttpClient client, MLContext ml, ITransformer model) : IAsyncDisposable
    {
        public HttpClient Client => client;

        public MLContext Ml => ml;

        public ITransformer Model => model;

        public static Task<Service> Start(LabelKind label) => Start(
            (ml, view) => ml.Compaction().From(ContractRow.Network(label is LabelKind.YesOrNo or LabelKind.Amount ? 1 : 3), new() { Label = $"{label}" }).NeuronUnify(new() { Removed = 0.2 }).Fit(view),
            _ => ContractRow.View(ContractRow.Some(48)));

        public static async Task<Service> Start(Func<MLContext, IDataView, ITransformer> fit, Func<MLContext, IDataView> rows)
        {
            var (folder, ml) = (new TempFolder(), new MLContext(seed: 1));
            var view = rows(ml);
            var model = fit(ml, view);
            ml.Model.Save(model, view.Schema, folder.File("model.zip"));
            var scoring = ScoringModel.Load(folder.File("model.zip"));
            var app = ScoringServer.Build(scoring, port: 0);
            await app.StartAsync();
            StringAssert.StartsWith(app.Urls.Single(), "http://127.0.0.1:");
            return new Service(folder, scoring, app, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) }, ml, model);
        }

        public PredictionEngine<Features, T> Engine<T>() where T : class, new() =>
            ml.Model.CreatePredictionEngine<Features, T>(model, new PredictionEngineOptions { OwnsTransformer = false });

        public Task<HttpResponseMessage> Post(string body) => client.PostAsync("score", Json(body));

        public async Task<JsonElement> Answer(float[] row)
        {
            using var response = await Post(Row(row));
            Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
            return await response.Content.ReadFromJsonAsync<JsonElement>();
        }

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            await app.StopAsync();
            await app.DisposeAsync();
            scoring.Dispose();
            (model as IDisposable)?.Dispose();
            folder.Dispose();
        }
    }

    private sealed class Features
    {
        [ColumnName("Features"), VectorType(Size)]
        public float[] Values { get; set; } = [];
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
