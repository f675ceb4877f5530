using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact.Tool;

/// <summary>Tries steps with other options over and over.</summary>
internal static class SweepCommand
{
    public static Command Make(TextWriter output, TextWriter error)
    {
        var steps = new StepOptions();
        var vary = new Option<VaryText[]>("--vary")
        {
            Description = "What varies: unify.maxOutputError=0.001..0.1:log (a range, equal factors equally likely), cluster.subVectors=2|4|8 (one of some). Given several times, all vary. Without it: what the options of steps that are given without options usually vary by.",
            HelpName = "values", CustomParser = VaryText.Parse, DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = false,
        };
        var folder = new Option<string>("--output", "-o") { Description = "The folder of the trials, front.json, front.svg and sweep.html. A sweep that was killed goes on from it, and several processes may share it.", HelpName = "folder", Required = true };
        var trials = new Option<int>("--trials") { Description = "How many trials.", DefaultValueFactory = _ => 20 };
        var strategy = new Option<SweepStrategy>("--strategy") { Description = "How trials are chosen.", DefaultValueFactory = _ => SweepStrategy.Random };
        var shard = new Option<SweepShard?>("--shard")
        {
            Description = "i/n: the i-th of n equal parts, from 0, where processes share no folder; 'array' takes the task of a Slurm array. 'report' puts the folders of all parts together.",
            HelpName = "i/n", CustomParser = Shard,
        };
        var speed = new Option<bool>("--measure-speed") { Description = "Time each network beside the one given." };
        var json = new Option<bool>("--json") { Description = "Print the front as JSON." };
        var command = new Command("sweep", "Tries steps with other options over and over: what is most accurate, what is smallest, what no other beats.");
        steps.AddTo(command);
        foreach (var option in new Option[] { vary, folder, trials, strategy, shard, speed, json })
            command.Add(option);
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var ml = new MLContext();
            var (network, chain, rows) = steps.Read(parsed, ml, cancel);
            var options = new SweepOptions
            {
                Folder = parsed.GetRequiredValue(folder), Trials = parsed.GetValue(trials), Strategy = parsed.GetValue(strategy), Seed = steps.Seed(parsed), Shard = parsed.GetValue(shard),
                MeasureSpeed = parsed.GetValue(speed), Space = Space(chain, steps.Steps(parsed), parsed.GetValue(vary) ?? []),
            };
            var result = StepOptions.Run(() =>
            {
                var sweep = ml.Compaction().Sweep(chain, options);
                return steps.Progress(parsed, error).Each<SweepTrial, SweepResult>("Trials", Left(options), SweepText.Line, progress => sweep.Run(rows, progress));
            });
            SweepText.Save(result, options.Folder);
            SweepText.Write(result, output, parsed.GetValue(json));
            if (rows.Schema.GetColumnOrNull("Label")?.Type is KeyDataViewType && ToolText.Doubt(result.Complete.FirstOrDefault()?.StartMetric, NetworkShape.Outputs(network)) is { } doubt)
                error.WriteLine(doubt);
        }, cancel));
        return command;
    }

    /// <summary>About how many trials this process has before it; others may take some of them.</summary>
    private static int Left(SweepOptions options) =>
        Math.Max(1, options.Trials / (options.Shard?.Count ?? 1) - (Directory.Exists(options.Folder) ? Directory.EnumerateFiles(options.Folder, "trial-*.json").Count() : 0));

    /// <summary>What is said on the command line varies; if nothing is, what the options' own attributes say, but of steps whose options are given nothing.</summary>
    private static Dictionary<string, SweepDimension?> Space(NetworkEstimator chain, StepText[] steps, VaryText[] vary)
    {
        var space = new Dictionary<string, SweepDimension?>(StringComparer.Ordinal);
        foreach (var (_, name) in SweepSpace.Usual(chain).Where(u => vary.Length > 0 || steps[u.Step].Options.Count > 0))
            space[name] = null;
        foreach (var one in vary)
            space[one.Name(steps)] = one.Dimension;
        return space;
    }

    private static SweepShard? Shard(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text == "array")
            return SweepShard.FromEnvironment();
        if (text.Split('/') is [var index, var count] && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && i < n)
            return new(i, n);
        result.AddError($"--shard is '{text}'; expected i/n with i from 0 to n - 1, or 'array'.");
        return null;
    }
}
