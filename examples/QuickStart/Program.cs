// Trains LeNet-5 on MNIST inside an ML.NET pipeline, makes it small with structured sparsity, unification and clustering, saves it as model.zip and ONNX,
// and has a second process, which knows no training code, load and score it.
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MLNetCompact;
using MLNetCompact.RealData;
using QuickStart;
using Spectre.Console;

var data = new Option<DirectoryInfo?>("--data") { Description = "The folder of the four MNIST files; fetched if left out." };
var epochs = new Option<int?>("--epochs") { Description = "Epochs of each of the three phases: baseline, group lasso, retraining." };
var quick = new Option<bool>("--quick") { Description = "A small run, under a minute: fewer images, fewer epochs, lower accuracy." };
var output = new Option<DirectoryInfo>("--out") { Description = "Where the results go.", DefaultValueFactory = _ => new DirectoryInfo("out") };
epochs.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int?>() is < 1 or > 1000)
        result.AddError("--epochs takes a number from 1 to 1000.");
});
var command = new RootCommand("Trains LeNet-5 on MNIST, makes it small, and shows what that cost and gained.") { data, epochs, quick, output };
command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed.GetValue(data)?.FullName, parsed.GetValue(epochs), parsed.GetValue(quick), parsed.GetRequiredValue(output).FullName, cancel)));
// In a file or a pipe, no colours.
AnsiConsole.Profile.Capabilities.Ansi &= !Console.IsOutputRedirected;
return await command.Parse(args).InvokeAsync();

static int Run(string? data, int? epochs, bool quick, string folder, CancellationToken cancel)
{
    var clock = Stopwatch.StartNew();
    try
    {
        var digits = Mnist.Load(data, new Line());
        Directory.CreateDirectory(folder);
        var effort = quick ? Effort.Quick : Effort.Full(digits);
        if (epochs is { } each)
            effort = effort with { Baseline = each, Sparsify = each, Retrain = each };
        Training.Run(digits, effort, folder, new RunSettings { Progress = new EpochLine(), CancellationToken = cancel });
        var trained = clock.Elapsed;
        Console.WriteLine();
        Console.WriteLine("Scoring in a second process...");
        var scores = SecondProcess.Score(folder, data);
        ResultTable.Print(folder, scores);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Trained in {trained.TotalSeconds:0} s. Results are in {folder}: model.zip, model.onnx, baseline.onnx, report.json."));
        return 0;
    }
    catch (OperationCanceledException)
    {
        AnsiConsole.MarkupLine("[yellow]Cancelled.[/]");
        return 130;
    }
    catch (Exception e) when (e is DataUnavailableException or IOException or UnauthorizedAccessException or InvalidDataException)
    {
        AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
        return 1;
    }
}

internal sealed class Line : IProgress<string>
{
    public void Report(string value) => Console.WriteLine(value);
}

internal sealed class EpochLine : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => Console.WriteLine(value);
}
