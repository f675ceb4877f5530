// All four methods on one network: LeNet-5 on MNIST without most of its filters, neurons, connections and kernels,
// and one report of what each step did.
using System.CommandLine;
using System.Globalization;
using FourTogether;
using Microsoft.ML;
using MLNetCompact;
using MLNetCompact.RealData;
using Spectre.Console;

var data = new Option<DirectoryInfo?>("--data") { Description = "The folder of the four MNIST files; fetched if left out." };
var quick = new Option<bool>("--quick") { Description = "A small run of a minute or two: fewer images, fewer epochs, lower accuracy." };
var output = new Option<DirectoryInfo>("--out") { Description = "Where the results go.", DefaultValueFactory = _ => new DirectoryInfo("out") };
var command = new RootCommand("Structured sparsity, unification, pruning and clustering on one network, one after the other.") { data, quick, output };
command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed.GetValue(data)?.FullName, parsed.GetValue(quick), parsed.GetRequiredValue(output).FullName, cancel)));
AnsiConsole.Profile.Capabilities.Ansi &= !Console.IsOutputRedirected;
return await command.Parse(args).InvokeAsync();

static int Run(string? data, bool quick, string folder, CancellationToken cancel)
{
    try
    {
        var digits = Mnist.Load(data);
        Directory.CreateDirectory(folder);
        using var model = Fitted(digits, quick, cancel);
        model.SaveOnnx(Path.Combine(folder, "four.onnx"));
        model.Report.Save(Path.Combine(folder, "four.json"));
        Console.WriteLine(model.Report);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(Path.Combine(folder, "four.onnx")).Length:N0} bytes in {Path.Combine(folder, "four.onnx")}"));
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

static NetworkTransformer Fitted(ImageData digits, bool quick, CancellationToken cancel)
{
    var (ml, epochs, images) = (new MLContext(seed: 1), quick ? 2 : 6, quick ? 10_000 : digits.Train.Count);
    var train = ml.Data.LoadFromEnumerable(Digit.From(digits.Train.Slice(0, images)));
    var start = ml.Compaction(new() { Progress = new EpochLine(), CancellationToken = cancel })
        .NeuralNetwork(Networks.LeNet5(), new() { Epochs = epochs, LearningRate = 0.02, PadCrop = 2 });
    return ml.Transforms.Conversion.MapValueToKey("Label").Append(FourSteps.LeNet5(epochs, quick ? 3e-2 : 5e-3).After(start)).Fit(train).LastTransformer;
}

internal sealed class EpochLine : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => Console.WriteLine(value);
}
