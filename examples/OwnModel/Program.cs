// A model of one's own: trained with TorchSharp by hand, then read, made small and deployed with ML.NET. No data is fetched.
using Microsoft.ML;
using OwnModel;
using Spectre.Console;

var folder = Directory.CreateDirectory(args is [var given] ? given : "out/own").FullName;
// In a file or a pipe, no colours.
AnsiConsole.Profile.Capabilities.Ansi &= !Console.IsOutputRedirected;
AnsiConsole.Write(Spirals.Run(folder, new Effort()));

// Any application loads the model, without a training library.
var ml = new MLContext();
using var engine = ml.Model.CreatePredictionEngine<Point, Answer>(ml.Model.Load(Path.Combine(folder, "model.zip"), out _));
var scores = engine.Predict(new Point { Features = [0.5f, 0.2f] }).Score;
Console.WriteLine(FormattableString.Invariant($"The point (0.5, 0.2) is on the {Point.Arms[Array.IndexOf(scores, scores.Max())]} arm with probability {scores.Max():0.00}. Results are in {folder}."));
