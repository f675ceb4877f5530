// A line-of-business program: it knows no training code, loads what another process trained, and scores images with it.
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.RealData;
using Scoring;

var modelArgument = new Argument<FileInfo>("model") { Description = "The model.zip that QuickStart wrote." };
var onnxArgument = new Argument<FileInfo[]>("onnx") { Description = "ONNX files to score and time beside it.", Arity = ArgumentArity.ZeroOrMore };
var dataOption = new Option<DirectoryInfo?>("--data") { Description = "The folder of the four MNIST files; fetched if left out." };
var command = new RootCommand("Scores the 10,000 MNIST test images with a saved model.") { modelArgument, onnxArgument, dataOption };
command.SetAction(parsed => Outcome(parsed.GetRequiredValue(modelArgument), parsed.GetValue(onnxArgument) ?? [], parsed.GetValue(dataOption)));
return command.Parse(args).Invoke();

static int Outcome(FileInfo zip, FileInfo[] onnx, DirectoryInfo? data)
{
    try
    {
        Run(zip, onnx, data);
        return 0;
    }
    catch (Exception e) when (e is IOException or InvalidDataException or FormatException or ArgumentException or DataUnavailableException)
    {
        Console.Error.WriteLine($"{zip} and the files beside it cannot score MNIST images, as those of QuickStart do: {e.Message}");
        return 1;
    }
}

static void Run(FileInfo zip, FileInfo[] onnx, DirectoryInfo? data)
{
    var test = Mnist.Load(data?.FullName).Test;
    var ml = new MLContext();
    var rows = ml.Data.Cache(ml.Data.LoadFromEnumerable(Digit.From(test)));

    // The zip is an ordinary ML.NET model: load it, transform rows, read the answers.
    var model = ml.Model.Load(zip.FullName, out _);
    var scored = model.Transform(rows);
    var answers = ml.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel").Fit(scored).Transform(scored);
    var predictions = ml.Data.CreateEnumerable<Prediction>(answers, reuseRowObject: true, ignoreMissingColumns: true);
    var right = predictions.Select((p, i) => p.Predicted == $"{test.Label(i)}").Count(isRight => isRight);

    var files = Files(ml, rows, onnx, test);
    var training = AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetName().Name!).Where(n => n.Contains("Torch", StringComparison.Ordinal)).ToArray();
    Console.WriteLine(JsonSerializer.Serialize(new Scores(test.Count, (double)right / test.Count, files, training)));
}

// Any ONNX file runs through ML.NET too. The files take turns, so that a change of the machine's speed meets all alike.
static FileScore[] Files(MLContext ml, IDataView rows, FileInfo[] onnx, ImageSet test)
{
    const int Rounds = 3;
    var scorers = onnx.Select(file => ml.Transforms.ApplyOnnxModel(["Score"], ["Features"], file.FullName).Fit(rows)).ToArray();
    var times = scorers.Select(_ => new List<double>()).ToArray();
    var accuracy = new double[scorers.Length];
    for (var round = 0; round < Rounds; round++)
    {
        for (var i = 0; i < scorers.Length; i++)
        {
            var clock = Stopwatch.StartNew();
            var right = 0;
            var row = 0;
            foreach (var score in scorers[i].Transform(rows).GetColumn<VBuffer<float>>("Score"))
                right += LargestOf(score.GetValues()) == test.Label(row++) ? 1 : 0;
            times[i].Add(clock.Elapsed.TotalMilliseconds / row);
            accuracy[i] = (double)right / row;
        }
    }
    return [.. onnx.Select((file, i) => new FileScore(file.Name, accuracy[i], times[i].Order().ElementAt(Rounds / 2)))];
}

static int LargestOf(ReadOnlySpan<float> values)
{
    var best = 0;
    for (var i = 1; i < values.Length; i++)
        best = values[i] > values[best] ? i : best;
    return best;
}
