using System.Diagnostics;
using System.Text.Json;
using MLNetCompact.Operators;

namespace MLNetCompact.Benchmarks;

/// <summary>What a user waits for who has a large network in a file and wants it smaller: reading, finding the channel groups, one surgery.</summary>
public sealed class ReadAndCut : IBenchmark
{
    private const int Rounds = 5, Seed = 1;
    private const double MostSeconds = 5, MostTimesTheFile = 4;

    public string Name => "read-and-cut";

    public string Description => $"ResNet-50 for 224x224 with random weights and random batch normalizations, so that dead channels emit constants: reading its file, finding the channel groups, and removing half the channels of every kind of group at random, each of {Rounds} times in a fresh process. The file lies in the system's cache; peak memory is that of the whole process, .NET included.";

    public Measurement Run(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("read-and-cut-").FullName;
        try
        {
            var file = Path.Combine(folder, "resnet50.onnx");
            WithRandomNormalizations(Networks.ResNet50(seed: Seed)).Save(file);
            var bytes = new FileInfo(file).Length;
            var rounds = new List<MeasuredSurgery>();
            for (var round = 0; round < Rounds; round++)
            {
                cancel.ThrowIfCancellationRequested();
                rounds.Add(InFreshProcess(file));
            }
            return new Measurement([Seed], [.. rounds.Select((r, i) => r.ToRow(i + 1, bytes))],
            [
                Claim.AtMost("read, groups and one surgery, median of the rounds, s", rounds.Select(r => r.Seconds).Order().ElementAt(Rounds / 2), MostSeconds, "issue"),
                Claim.AtMost("peak resident memory as a multiple of the file's size, the largest round", rounds.Max(r => (double)r.PeakBytes / bytes), MostTimesTheFile, "issue"),
            ]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Network WithRandomNormalizations(Network network)
    {
        var random = new Random(Seed);
        return network.WithWeights(network.Nodes.Where(n => n.Operator is BatchNormalization)
            .SelectMany(n => n.Inputs.Skip(1).Select((name, i) => Random(network.Weights[name], i is 0 or 3 ? 1 : 0))));

        // Scale and variance around 1, shift and mean around 0.
        Weight Random(Weight weight, float middle)
        {
            var values = new float[weight.Count];
            foreach (ref var value in values.AsSpan())
                value = middle - 0.5f + random.NextSingle();
            return weight.With(values);
        }
    }

    private static MeasuredSurgery InFreshProcess(string file)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(ReadAndCut).Assembly.Location, MeasuredSurgery.Command, file]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonSerializer.Deserialize<MeasuredSurgery>(output)! : throw new InvalidOperationException($"The measuring process ended with {process.ExitCode}.");
    }
}
