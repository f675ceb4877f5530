using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LineOfBusiness;
using Microsoft.AspNetCore.Builder;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Contract;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.Examples;

/// <summary>A model of its own, saved, loaded and served; nothing of it is left afterwards.</summary>
internal sealed class ScoringService(TempFolder folder, ScoringModel scoring, WebApplication app, HttpClient client, MLContext ml, ITransformer model) : IAsyncDisposable
{
    public HttpClient Client => client;

    public MLContext Ml => ml;

    public ITransformer Model => model;

    public static Task<ScoringService> Start(LabelKind label) => Start(
        (ml, view) => ml.Compaction().From(ContractRow.Network(label is LabelKind.YesOrNo or LabelKind.Amount ? 1 : 3), new() { Label = $"{label}" }).NeuronUnify(new() { Removed = 0.2 }).Fit(view),
        _ => ContractRow.View(ContractRow.Some(48)));

    public static async Task<ScoringService> Start(Func<MLContext, IDataView, ITransformer> fit, Func<MLContext, IDataView> rows)
    {
        var (folder, ml) = (new TempFolder(), new MLContext(seed: 1));
        var view = rows(ml);
        var model = fit(ml, view);
        ml.Model.Save(model, view.Schema, folder.File("model.zip"));
        var scoring = ScoringModel.Load(folder.File("model.zip"));
        var app = ScoringServer.Build(scoring, port: 0);
        await app.StartAsync();
        StringAssert.StartsWith(app.Urls.Single(), "http://127.0.0.1:");
        return new ScoringService(folder, scoring, app, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) }, ml, model);
    }

    public PredictionEngine<ScoredRow, T> Engine<T>() where T : class, new() =>
        ml.Model.CreatePredictionEngine<ScoredRow, T>(model, new PredictionEngineOptions { OwnsTransformer = false });

    public Task<HttpResponseMessage> Post(string body) => client.PostAsync("score", Json(body));

    /// <summary>A body of that text.</summary>
    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    /// <summary>A row in JSON.</summary>
    public static string Row(float[] values) => $$"""{"Features":{{JsonSerializer.Serialize(values)}}}""";

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

/// <summary>A row for a prediction engine.</summary>
internal sealed class ScoredRow
{
    [ColumnName("Features"), VectorType(TinyImages.Side * TinyImages.Side)]
    public float[] Values { get; set; } = [];
}
