using System.CommandLine;
using MLNetCompact.Benchmarks;

if (args is [MeasuredSurgery.Command, var file])
    return MeasuredSurgery.Run(file);

IBenchmark[] benchmarks = [new TrainStep(), new QuickStartRun(), new Memory(), new ReadAndCut()];

var root = new RootCommand("Measures what the project claims; each run writes benchmarks/results/NAME.json and docs/results.md.");
foreach (var benchmark in benchmarks)
{
    var command = new Command(benchmark.Name, benchmark.Description);
    command.SetAction((_, cancel) =>
    {
        var file = ResultFiles.Write(benchmark, benchmark.Run(cancel), $"dotnet run -c Release --project benchmarks -- {benchmark.Name}");
        ResultFiles.WriteDocument();
        foreach (var row in file.Measurement.Rows)
            Console.WriteLine(string.Join(", ", row.Select(r => FormattableString.Invariant($"{r.Key} {r.Value}"))));
        foreach (var claim in file.Measurement.Claims)
            Console.WriteLine(FormattableString.Invariant($"{(claim.Holds ? "holds" : "DOES NOT HOLD")}: {claim.What}: {claim.Measured:0.####}, {claim.Target} ({claim.Source})"));
        return Task.FromResult(0);
    });
    root.Add(command);
}
var report = new Command("report", "Writes docs/results.md anew from the result files.");
report.SetAction(_ => ResultFiles.WriteDocument());
root.Add(report);
return await root.Parse(args).InvokeAsync();
