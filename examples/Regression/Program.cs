// Regression on a table: trains a network on the prices of 53,940 diamonds, makes it small, and uses the saved model as any
// application would. Everything but the two lines with ml.Compaction() is plain ML.NET.
using System.CommandLine;
using Examples;
using MLNetCompact.RealData;
using MLNetCompact;
using Microsoft.ML;
using Regression;
using Spectre.Console;

var data = new Option<FileInfo?>("--data") { Description = "The table of diamonds as CSV; fetched if left out." };
var output = new Option<DirectoryInfo>("--out") { Description = "Where the results go.", DefaultValueFactory = _ => new DirectoryInfo("out/diamonds") };
var command = new RootCommand("Estimates the prices of diamonds with a network, and makes the network small.") { data, output };
return await ExampleProgram.Run(command, args, (parsed, cancel) =>
{
    var folder = parsed.GetRequiredValue(output);
    folder.Create();
    var table = Prices.Run(CsvTable.Diamonds.Locate(parsed.GetValue(data)?.FullName, new TextLine()), folder.FullName, new Effort(), new RunSettings { CancellationToken = cancel });
    Console.WriteLine();
    AnsiConsole.Write(table);
    Console.WriteLine($"The linear network is the peer here: on stand-ins there are no trainers of ML.NET's own. Results are in {folder}: model.zip, model.onnx.");

    // Any application loads the model, without a training library.
    var ml = new MLContext();
    using var engine = ml.Model.CreatePredictionEngine<Diamond, Estimate>(ml.Model.Load(Path.Combine(folder.FullName, "model.zip"), out _));
    var diamond = new Diamond { Carat = 1, Cut = "Ideal", Color = "G", Clarity = "VS2", Depth = 61.5f, Table = 56, Length = 6.4f, Width = 6.4f, Height = 3.95f };
    Console.WriteLine(FormattableString.Invariant($"A diamond of one carat, ideal cut, color G, clarity VS2: ${engine.Predict(diamond).Score * 1000:#,0}."));
});
