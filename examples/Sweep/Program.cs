// How small may LeNet-5 become, and what does that cost? A sweep over unification, clustering and a last training on MNIST. Kill it and start it again: it goes on.
// Start it twice, or on several machines with the same --out: they share the work.
using System.CommandLine;
using Examples;
using MLNetCompact.RealData;
using SweepExample;

var data = new Option<DirectoryInfo?>("--data") { Description = "The folder of the four MNIST files; fetched if left out." };
var trials = new Option<int>("--trials") { Description = "How many trials.", DefaultValueFactory = _ => 40 };
var images = new Option<int>("--images") { Description = "How many training images.", DefaultValueFactory = _ => 10_000 };
var output = new Option<DirectoryInfo>("--out") { Description = "Where trials and results go.", DefaultValueFactory = _ => new DirectoryInfo("out/sweep") };
var command = new RootCommand("Sweeps over unification, clustering and training of LeNet-5, and draws what accuracy costs in bytes.") { data, trials, images, output };
return await ExampleProgram.Run(command, args, (parsed, cancel) =>
    LeNetSweep.Run(Mnist.Load(parsed.GetValue(data)?.FullName).Train, parsed.GetValue(images), parsed.GetValue(trials), parsed.GetRequiredValue(output).FullName, cancel));
