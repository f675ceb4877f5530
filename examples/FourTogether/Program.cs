// All four methods on one network, LeNet-5 or a multi-layer perceptron on MNIST: without most of its filters, neurons, connections and kernels,
// and one report of what each step did.
using System.CommandLine;
using System.Globalization;
using Examples;
using FourTogether;
using Microsoft.ML;
using MLNetCompact;
using MLNetCompact.RealData;

var data = new Option<DirectoryInfo?>("--data") { Description = "The folder of the four MNIST files; fetched if left out." };
var quick = new Option<bool>("--quick") { Description = "A small run of a minute or two: fewer images, fewer epochs, lower accuracy." };
var mlp = new Option<bool>("--mlp") { Description = "A multi-layer perceptron 784-500-300-10 in place of LeNet-5." };
var output = new Option<DirectoryInfo>("--out") { Description = "Where the results go.", DefaultValueFactory = _ => new DirectoryInfo("out/four-together") };
var command = new RootCommand("Structured sparsity, unification, pruning and clustering on one network, one after the other.") { data, quick, mlp, output };
return await ExampleProgram.Run(command, args, (parsed, cancel) =>
{
    var (digits, folder) = (Mnist.Load(parsed.GetValue(data)?.FullName), parsed.GetRequiredValue(output).FullName);
    Directory.CreateDirectory(folder);
    using var model = Fitted(digits, parsed.GetValue(quick), parsed.GetValue(mlp), cancel);
    model.SaveOnnx(Path.Combine(folder, "four.onnx"));
    model.Report.Save(Path.Combine(folder, "four.json"));
    Console.WriteLine(model.Report);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(Path.Combine(folder, "four.onnx")).Length:N0} bytes in {Path.Combine(folder, "four.onnx")}"));
});

static NetworkTransformer Fitted(ImageData digits, bool quick, bool mlp, CancellationToken cancel)
{
    var (ml, epochs, images) = (new MLContext(seed: 1), quick ? 2 : 6, quick ? 10_000 : digits.Train.Count);
    var train = ml.Data.LoadFromEnumerable(LabelledDigit.From(digits.Train.Slice(0, images)));
    // With fewer steps group lasso has to weigh more.
    var (network, steps) = mlp ? (FourSteps.Perceptron(), FourSteps.Mlp(epochs, quick ? 6e-3 : 1e-3)) : (Networks.LeNet5(), FourSteps.LeNet5(epochs, quick ? 3e-2 : 5e-3));
    var start = ml.Compaction(new() { Progress = new EpochLine(), CancellationToken = cancel })
        .NeuralNetwork(network, new() { Epochs = epochs, LearningRate = 0.02, PadCrop = mlp ? 1 : 2 });
    return ml.Transforms.Conversion.MapValueToKey("Label").Append(steps.After(start)).Fit(train).LastTransformer;
}
