using System.Net;
using System.Text.Json;
using LineOfBusiness;
using Microsoft.ML;
using MLNetCompact.Tests.Contract;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.Examples;

/// <summary>The service of the example, sent what it cannot score, and started with what it cannot score with.</summary>
[TestClass]
public sealed class LineOfBusinessBadInputTests
{
    private const int Size = TinyImages.Side * TinyImages.Side;

    /// <summary>What is wrong with a row, the row, and what is said about it.</summary>
    private static readonly Dictionary<string, (string Body, string Message)> s_badRows = new()
    {
        ["missing"] = ("""{"Feature":[1]}""", "Column 'Features' is missing."),
        ["no columns"] = ("{}", "Column 'Features' is missing."),
        ["too few"] = ("""{"Features":[1,2,3]}""", $"Column 'Features' has 3 values; the model reads {Size}."),
        ["none"] = ("""{"Features":[]}""", $"Column 'Features' has 0 values; the model reads {Size}."),
        ["too many"] = (ScoringService.Row(new float[Size + 1]), $"Column 'Features' has {Size + 1} values; the model reads {Size}."),
        ["text"] = ("""{"Features":[0,"1"]}""", "Column 'Features': value 1 is not a finite number."),
        ["null"] = ("""{"Features":[null]}""", "Column 'Features': value 0 is not a finite number."),
        ["nested"] = ("""{"Features":[[1]]}""", "Column 'Features': value 0 is not a finite number."),
        ["NaN in quotes"] = ("""{"Features":["NaN"]}""", "Column 'Features': value 0 is not a finite number."),
        ["NaN"] = ("""{"Features":[NaN]}""", "'Features'"),
        ["more than a float holds"] = ("""{"Features":[0,0,1e39]}""", "Column 'Features': value 2 is not a finite number."),
        ["more than a double holds"] = ("""{"Features":[-1e999]}""", "Column 'Features': value 0 is not a finite number."),
        ["a number"] = ("""{"Features":1}""", $"Column 'Features' is not an array of {Size} numbers."),
        ["an object"] = ("""{"Features":{"0":1}}""", $"Column 'Features' is not an array of {Size} numbers."),
        ["twice"] = ($$"""{"Features":{{JsonSerializer.Serialize(new float[Size])}},"Features":[1]}""", "Column 'Features' is there twice."),
        ["so large that the network overflows"] = (ScoringService.Row([.. Enumerable.Repeat(3e38f, Size)]), "Column 'Features' has values for which the model gives no finite number."),
        ["an array"] = ("[1,2]", "The body is not an object with the column 'Features'."),
        ["nothing"] = ("", "'Features'"),
        ["cut off"] = ("""{"Features":[1,2""", "'Features'"),
        ["more behind it"] = (ScoringService.Row(new float[Size]) + "{}", "'Features'"),
        ["nested deeply"] = ("""{"a":""" + new string('[', 1000), "'Features'"),
        ["half a character"] = ("""{"Features\ud800":[1]}""", "'Features'"),
    };

    private static ScoringService? s_service;

    public static IEnumerable<object[]> BadRows => s_badRows.Keys.Select(name => new object[] { name });

    [ClassInitialize]
    public static async Task StartOne(TestContext context) => s_service = await ScoringService.Start(LabelKind.Texts);

    [ClassCleanup]
    public static async Task StopIt()
    {
        if (s_service is not null)
            await s_service.DisposeAsync();
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
        using var request = new HttpRequestMessage(HttpMethod.Post, "score") { Content = ScoringService.Json($$"""{"Note":"{{new string('x', 40_000)}}","Features":[1]}""") };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await s_service!.Client.SendAsync(request);
        await Refused(response, HttpStatusCode.RequestEntityTooLarge, "'Features'");
        await s_service.Answer(TinyImages.Rows(1)[0].Features);
    }

    [TestMethod]
    public async Task What_is_no_JSON_by_its_type_or_goes_elsewhere_is_refused()
    {
        using var text = await s_service!.Client.PostAsync("score", new StringContent(ScoringService.Row(new float[Size])));
        await Refused(text, HttpStatusCode.UnsupportedMediaType, "'Features'");
        using var elsewhere = await s_service.Client.GetAsync("scores");
        Assert.AreEqual((HttpStatusCode.NotFound, "application/problem+json"), (elsewhere.StatusCode, elsewhere.Content.Headers.ContentType?.MediaType));
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

    private static async Task Refused(HttpResponseMessage response, HttpStatusCode status, string message)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(status, response.StatusCode, body);
        Assert.AreEqual("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(body);
        StringAssert.Contains(problem.GetProperty("detail").GetString(), message);
        Assert.AreEqual("Features", problem.GetProperty("column").GetString());
    }
}
