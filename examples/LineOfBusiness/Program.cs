// A service that scores: it loads the model.zip that another program trained, once, and answers HTTP requests with it on this machine. No training library.
//
//   dotnet run -c Release --project examples/LineOfBusiness -- --model out/model.zip --port 5080
//   curl -H 'Content-Type: application/json' -d '{"Features":[0,0.5,...]}' http://127.0.0.1:5080/score    -> {"predictedLabel":"7","probabilities":{"0":0.0001,...}}
//   curl http://127.0.0.1:5080/model      the column that it reads, the classes, the network's sizes before and after it was made small
//   curl http://127.0.0.1:5080/health     requests and memory
//   dotnet run -c Release --project examples/LineOfBusiness -- load --requests 100000 --concurrency 8    a client that tells throughput and the server's memory
//
// Any model of MLNetCompact will do that reads one vector of numbers (QuickStart and BinaryClassification write such): classes, yes or no, or a number.
// ScoringModel.cs has the model and its pool of prediction engines, JsonRow.cs what comes in, ScoringServer.cs the requests, LoadClient.cs the client.
using System.CommandLine;
using System.Text.Json;
using LineOfBusiness;

var model = new Option<FileInfo>("--model") { Description = "The model.zip to score with.", DefaultValueFactory = _ => new FileInfo("out/model.zip") };
var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; for a server, 0 takes a free one.", Recursive = true, DefaultValueFactory = _ => 5080 };
var requests = new Option<int>("--requests") { Description = "How many requests.", DefaultValueFactory = _ => 100_000 };
var concurrency = new Option<int>("--concurrency") { Description = "How many at a time.", DefaultValueFactory = _ => 8 };
Within(port, 0, ushort.MaxValue);
Within(requests, 1, 100_000_000);
Within(concurrency, 1, 1000);

var load = new Command("load", "Sends requests to a running server and tells how it did.") { requests, concurrency };
load.SetAction((parsed, cancel) => Outcome(() => LoadClient.Run(new Uri($"http://127.0.0.1:{parsed.GetValue(port)}"), parsed.GetValue(requests), parsed.GetValue(concurrency), cancel)));
var command = new RootCommand("Scores rows with a saved model over HTTP, on this machine only.") { model, port, load };
command.SetAction((parsed, cancel) => Outcome(() => Serve(parsed.GetRequiredValue(model), parsed.GetValue(port), cancel)));
return await command.Parse(args).InvokeAsync();

static async Task Serve(FileInfo file, int port, CancellationToken cancel)
{
    using var model = ScoringModel.Load(file.FullName);
    await using var app = ScoringServer.Build(model, port);
    await app.StartAsync(cancel);
    Console.WriteLine($"Scoring with {file.Name} on {app.Urls.First()}: POST /score, GET /model, GET /health. Ctrl+C ends it.");
    await app.WaitForShutdownAsync(cancel);
}

static async Task<int> Outcome(Func<Task> run)
{
    try
    {
        await run();
        return 0;
    }
    catch (OperationCanceledException)
    {
        return 130;
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or HttpRequestException or JsonException)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
}

static void Within(Option<int> option, int least, int most) => option.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() < least || result.GetValueOrDefault<int>() > most)
        result.AddError($"{option.Name} takes a number from {least} to {most}.");
});
