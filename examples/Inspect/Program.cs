// Shows what is in an ONNX file: its layers and what each costs, the totals, and which channels must be removed together, with the reason
// where they cannot be removed. It needs neither ML.NET nor a training library.
//
//   dotnet run --project examples/Inspect -- model.onnx
//   dotnet run --project examples/Inspect -- model.onnx --input 1x3x640x640     sizes that the file leaves open
//   dotnet run --project examples/Inspect -- model.onnx --groups                the channel groups only
//   dotnet run --project examples/Inspect -- model.onnx --json > model.json     the same for programs
//
// A table fits the terminal; in a file or a pipe every line has its full length and no colours. A file that cannot be read is an error on
// standard error and exit code 1.
using Inspect;

return InspectCommand.Run(args, Console.Out, Console.Error);
