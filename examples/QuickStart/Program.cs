// Trains LeNet-5 on MNIST inside an ML.NET pipeline, makes it small with structured sparsity, unification and clustering, saves it as model.zip and ONNX,
// and has a second process, which knows no training code, load and score it.
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Examples;
using MLNetCompact;
using MLNetCompact.RealData;
using QuickStart;

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
return await ExampleProgram.Run(command, args, (parsed, cancel) =>
{
    var (clock, given, folder) = (Stopwatch.StartNew(), parsed.GetValue(data)?.FullName, parsed.GetRequiredValue(output).FullName);
    var digits = Mnist.Load(given, new TextLine());
    Directory.CreateDirectory(folder);
    var effort = parsed.GetValue(quick) ? Effort.Quick : Effort.Full(digits);
    if (parsed.GetValue(epochs) is { } each)
        effort = effort with { Baseline = each, Sparsify = each, Retrain = each };
    Training.Run(digits, effort, folder, new RunSettings { Progress = new EpochLine(), CancellationToken = cancel });
    var trained = clock.Elapsed;
    Console.WriteLine();
    Console.WriteLine("Scoring in a second process...");
    var scores = SecondProcess.Score(folder, given);
    ResultTable.Print(folder, scores);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Trained in {trained.TotalSeconds:0} s. Results are in {folder}: model.zip, model.onnx, baseline.onnx, report.json."));
});
