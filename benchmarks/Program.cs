using System.CommandLine;
using System.Globalization;
using MLNetCompact.Benchmarks;

if (args is [MeasuredSurgery.Command, var file])
    return MeasuredSurgery.Run(file);

IBenchmark[] benchmarks =
[
    new TrainStep(), new LassoStep(), new QuickStartRun(), new Memory(), new ReadAndCut(), new ScoreBulk(), new ServeHttp(),
    new SparseLeNet(), new SparseLeNetShapes(), new SparseMlp(), new SparseTargets(), new SparseResNet(),
    new PruneLeNet300(), new PruneLeNet5(), new DeepCompression(), new PruneTradeOff(), new PruneSensitivityCurves(), new PruneResNet(),
    new UnifyLeNet300(), new UnifyResNet(), new UnifyResNetRetrained(), new UnifyAuto(), new UnifySpeed(),
    new ClusterVgg16Accuracy(), new ClusterResNet(), new ClusterLeNet5(), new ClusterVgg16(), new FourTogetherLeNet5(), new FourTogetherMlp(), new SweepLeNet(),
];
if (args is [TrialRunner.Command, var name, var point, var seed, var mode])
{
    TrialRunner.RunOne(benchmarks.OfType<ITrials>().Single(b => b.Name == name), point, int.Parse(seed, CultureInfo.InvariantCulture), mode == "choose", CancellationToken.None);
    return 0;
}

var root = new RootCommand("Measures what the project claims; each run writes benchmarks/results/NAME.json and docs/results.md.");
foreach (var benchmark in benchmarks)
{
    var command = new Command(benchmark.Name, benchmark.Description);
    var choose = new Option<bool>("--choose") { Description = "Prints the errors on held-back training images instead, for choosing settings; writes no results." };
    if (benchmark is ITrials)
        command.Add(choose);
    command.SetAction((parsed, cancel) =>
    {
        if (benchmark is ITrials trials && parsed.GetValue(choose))
        {
            TrialRunner.Choose(trials, cancel);
            return Task.FromResult(0);
        }
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
