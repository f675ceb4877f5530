// An ONNX file that others trained, with whatever they trained it, is made small: no labels and no training, only some images to look at.
//
//   dotnet run -c Release --project examples/ExistingOnnxModel                          ResNet-20 for CIFAR-10, if it is on this machine: no package carries it
//   dotnet run -c Release --project examples/ExistingOnnxModel -- --model vgg16.onnx    any network that reads colour images of 32x32 pixels
//
// NeuronUnify takes away channels for which others can take over, as many as each layer bears, and leaves multiples of 8, which ONNX Runtime likes.
// KernelCluster lets kernels share representatives. Then both files score other images through ML.NET's ApplyOnnxModel, taking turns.
// The lines that matter are in Compaction.Fit; they are the same for tables, sounds or other images. mlnetcompact (src/Tool) does this from the command
// line. --error 0.02 changes less and leaves a larger file. A Retrain step behind them would win accuracy back; it needs labels and TorchSharp.
using System.CommandLine;
using Examples;
using ExistingOnnxModel;
using MLNetCompact.RealData;
using Spectre.Console;

var model = new Option<FileInfo?>("--model") { Description = "The ONNX file; its images are scaled by the mean and deviation of CIFAR-10's colours." };
var data = new Option<DirectoryInfo?>("--data") { Description = "The folder of the six files of CIFAR-10; fetched if left out." };
var error = new Option<double>("--error") { Description = "What a layer's outputs may change: mean squared change over variance.", DefaultValueFactory = _ => 0.05 };
var images = new Option<int>("--images") { Description = "How many images to look at.", DefaultValueFactory = _ => 1024 };
var output = new Option<DirectoryInfo>("--out") { Description = "Where the results go.", DefaultValueFactory = _ => new DirectoryInfo("out/existing") };
error.Validators.Add(result =>
{
    if (result.GetValueOrDefault<double>() is not (> 0 and < 1))
        result.AddError("--error takes a number above 0, below 1.");
});
images.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is < 2 or > 50_000)
        result.AddError("--images takes a number from 2 to 50000.");
});
var command = new RootCommand("Makes an ONNX file small, without labels and without training.") { model, data, error, images, output };
return await ExampleProgram.Run(command, args, (parsed, cancel) =>
{
    var (given, folder) = (parsed.GetValue(model)?.FullName, parsed.GetRequiredValue(output));
    var file = RealNetwork.ResNet20.Locate(given);
    var scale = given is null ? RealNetwork.ResNet20.Scale! : Cifar10.Scale;
    var photographs = Cifar10.Load(parsed.GetValue(data)?.FullName, new TextLine());
    folder.Create();
    var table = Compaction.Run(file, Images(photographs.Train, parsed.GetValue(images), scale), Images(photographs.Test, 1000, scale), folder.FullName, parsed.GetValue(error), new() { Seed = 1, CancellationToken = cancel });
    Console.WriteLine();
    AnsiConsole.Write(table);
    Console.WriteLine($"Results are in {folder}: compact.onnx, report.json.");
});

static float[][] Images(ImageSet set, int count, PixelScale scale) => [.. Enumerable.Range(0, Math.Min(count, set.Count)).Select(i =>
{
    var image = new float[set.ImageSize];
    set.CopyImage(i, image, scale);
    return image;
})];
