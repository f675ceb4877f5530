using System.IO.Pipelines;
using System.Net;
using MLNetCompact;

namespace LineOfBusiness;

/// <summary>The web application around a model.</summary>
public static class ScoringServer
{
    /// <summary>Makes the application; it listens on this machine only.</summary>
    /// <param name="model">The model; the application does not own it.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    public static WebApplication Build(ScoringModel model, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // What goes wrong at the start is thrown, and told by the program.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddProblemDetails();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody(model);
        });
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();

        var requests = 0L;
        app.MapPost("/score", (RequestDelegate)(http =>
        {
            Interlocked.Increment(ref requests);
            return Score(http, model);
        }));
        app.MapGet("/health", () => Health.Now(Interlocked.Read(ref requests)));
        app.MapGet("/model", () => ModelFacts.Of(model));
        return app;
    }

    /// <summary>A body has to have room for every number, written out in full, and for some columns that nobody reads.</summary>
    private static long LargestBody(ScoringModel model) => 8192 + (64L * model.FeatureCount);

    /// <summary>Waits for the body, scores it, and answers: what is wrong with a row is the client's business and told in a ProblemDetails.</summary>
    private static async Task Score(HttpContext http, ScoringModel model)
    {
        if (!http.Request.HasJsonContentType())
        {
            await Refuse(http, model, StatusCodes.Status415UnsupportedMediaType, $"Send the column '{model.FeatureColumn}' as application/json.");
            return;
        }
        var (body, problem) = (http.Request.BodyReader, (string?)null);
        try
        {
            ReadResult read;
            while (!(read = await body.ReadAsync(http.RequestAborted)).IsCompleted)
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            try
            {
                problem = model.Score(read.Buffer, http.Response.BodyWriter);
            }
            finally
            {
                body.AdvanceTo(read.Buffer.End);
            }
        }
        catch (BadHttpRequestException e)
        {
            // It is too large, too slow, or cut off.
            await Refuse(http, model, e.StatusCode, $"The body with the column '{model.FeatureColumn}' may have {LargestBody(model)} bytes: {e.Message}");
            return;
        }
        if (problem is not null)
        {
            await Refuse(http, model, StatusCodes.Status400BadRequest, problem);
            return;
        }
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private static Task Refuse(HttpContext http, ScoringModel model, int status, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: "The row cannot be scored.", extensions: [new("column", model.FeatureColumn)]).ExecuteAsync(http);
}

/// <summary>How the server does.</summary>
/// <param name="Status">"ok".</param>
/// <param name="Requests">Rows that were sent so far.</param>
/// <param name="WorkingSetBytes">The memory of the process.</param>
/// <param name="HeapBytes">What of it .NET's objects take, with those that are not collected yet.</param>
/// <param name="HeapBytesAfterCollection">What they took after the last collection.</param>
/// <param name="Collections">How many collections there were.</param>
/// <param name="AllocatedBytes">All that was allocated since the start.</param>
public sealed record Health(string Status, long Requests, long WorkingSetBytes, long HeapBytes, long HeapBytesAfterCollection, int Collections, long AllocatedBytes)
{
    /// <summary>As it is now.</summary>
    public static Health Now(long requests) =>
        new("ok", requests, Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false), GC.GetGCMemoryInfo().HeapSizeBytes, GC.CollectionCount(0), GC.GetTotalAllocatedBytes());
}

/// <summary>What the model reads and answers, and what compaction made of it.</summary>
/// <param name="FeatureColumn">The column that it reads.</param>
/// <param name="FeatureCount">How many numbers it has.</param>
/// <param name="Task">What is predicted.</param>
/// <param name="Classes">The classes in the order of their probabilities.</param>
/// <param name="Steps">The steps of the fit.</param>
/// <param name="Before">The network before the first of them.</param>
/// <param name="After">The network after the last.</param>
public sealed record ModelFacts(string FeatureColumn, int FeatureCount, string Task, IReadOnlyList<string> Classes, IReadOnlyList<string> Steps, NetworkSize? Before, NetworkSize? After)
{
    /// <summary>Those of a model.</summary>
    public static ModelFacts Of(ScoringModel model)
    {
        var steps = model.Report.Steps;
        return new(model.FeatureColumn, model.FeatureCount, $"{model.Task}", model.Classes, [.. steps.Select(s => s.Step)], steps is [var first, ..] ? Size(first.Before) : null, steps is [.., var last] ? Size(last.After) : null);
    }

    private static NetworkSize Size(NetworkState state) => new(state.Cost.Parameters, state.Cost.MultiplyAdds, state.StoredBytes);
}

/// <summary>The size of a network.</summary>
/// <param name="Parameters">Its numbers.</param>
/// <param name="MultiplyAdds">What it computes for a row.</param>
/// <param name="StoredBytes">Its ONNX file.</param>
public sealed record NetworkSize(long Parameters, long MultiplyAdds, long StoredBytes);
