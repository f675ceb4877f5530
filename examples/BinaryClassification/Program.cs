// Binary classification on a table: trains a network to tell benign tumours from malignant ones, makes it small, and uses the
// saved model as any application would. Everything but the lines with ml.Compaction() is plain ML.NET. A demonstration, no medical device.
using System.CommandLine;
using BinaryClassification;
using Examples;
using MLNetCompact.RealData;
using MLNetCompact;
using Microsoft.ML;
using Spectre.Console;

var data = new Option<FileInfo?>("--data") { Description = "The breast cancer table of scikit-learn as CSV; fetched if left out." };
var output = new Option<DirectoryInfo>("--out") { Description = "Where the results go.", DefaultValueFactory = _ => new DirectoryInfo("out/tumours") };
var command = new RootCommand("Tells benign tumours from malignant ones with a network, and makes the network small.") { data, output };
return await ExampleProgram.Run(command, args, (parsed, cancel) =>
{
    var folder = parsed.GetRequiredValue(output);
    folder.Create();
    var csv = CsvTable.BreastCancer.Locate(parsed.GetValue(data)?.FullName, new TextLine());
    var table = Diagnoses.Run(csv, folder.FullName, new Effort(), new RunSettings { CancellationToken = cancel });
    Console.WriteLine();
    AnsiConsole.Write(table);
    Console.WriteLine($"The linear network is the peer here: on stand-ins there are no trainers of ML.NET's own. Results are in {folder}: model.zip, model.onnx.");

    // Any application loads the model, without a training library.
    var ml = new MLContext();
    using var engine = ml.Model.CreatePredictionEngine<Tumour, Diagnosis>(ml.Model.Load(Path.Combine(folder.FullName, "model.zip"), out _));
    var tumour = ml.Data.CreateEnumerable<Tumour>(ml.Data.LoadFromTextFile<Tumour>(csv, ',', hasHeader: true), reuseRowObject: false).First();
    var diagnosis = engine.Predict(tumour);
    Console.WriteLine(FormattableString.Invariant($"The first tumour of the table: {(diagnosis.IsBenign ? "benign" : "malignant")}, probability of benign {diagnosis.Probability:0.0000}; it is {(tumour.IsBenign ? "benign" : "malignant")}."));
});
