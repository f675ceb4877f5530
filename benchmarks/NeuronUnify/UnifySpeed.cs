using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact.Benchmarks;

/// <summary>How long wide layers and large networks take.</summary>
public sealed class UnifySpeed : IBenchmark
{
    public string Name => "unify-speed";

    public string Description => "Half of the neurons and channels of large networks with random weights removed, the others taking over; random rows, the whole step with activations (the gates are for what comes behind these). The peak is that of the whole process so far.";

    public Measurement Run(CancellationToken cancel)
    {
        var (rows, claims) = (new List<IReadOnlyDictionary<string, object>>(), new List<Claim>());
        foreach (var (name, network, update, count, most) in new (string, Network, UnifyUpdate, int, double)[]
        {
            ("dense 4096-4096-1000", Networks.Mlp(512, [4096, 4096], 1000), UnifyUpdate.LeastSquares, 4096, 60),
            ("VGG-16 (32x32), maps", Networks.Vgg16(), UnifyUpdate.Maps, 256, 60),
            ("VGG-16 (32x32), taps", Networks.Vgg16(), UnifyUpdate.LeastSquares, 256, 480),
        })
        {
            var clock = Stopwatch.StartNew();
            var smaller = Fit(network, new() { Removed = 0.5, Spread = UnifySpread.Evenly, Update = update, Rows = count }, count, cancel);
            var (seconds, peak) = (clock.Elapsed.TotalSeconds, Process.GetCurrentProcess().PeakWorkingSet64 / 1e6);
            Console.WriteLine(FormattableString.Invariant($"{name}: {seconds:0.0} s, {peak:0} MB"));
            rows.Add(new Dictionary<string, object>
            {
                ["network"] = name, ["rows"] = count, ["parameters"] = NetworkCost.Of(network).Parameters, ["left"] = NetworkCost.Of(smaller).Parameters, ["s"] = Math.Round(seconds, 1), ["peak, MB"] = Math.Round(peak),
            });
            claims.Add(Claim.AtMost($"{name}: seconds", Math.Round(seconds, 1), most, "the project's own"));
        }
        return new Measurement([1], rows, claims);
    }

    private static Network Fit(Network network, NeuronUnifyOptions options, int count, CancellationToken cancel)
    {
        var (ml, random, size) = (new MLContext(seed: 1), new Random(1), (int)network.Inputs[0].Shape!.ElementsPerRow);
        var definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, size);
        var rows = Enumerable.Range(0, count).Select(_ => new Row { Features = [.. Enumerable.Range(0, size).Select(_ => random.NextSingle())] }).ToArray();
        using var model = ml.Compaction(new() { ValidationFraction = 0, CancellationToken = cancel }).From(network).NeuronUnify(options).Fit(ml.Data.LoadFromEnumerable(rows, definition));
        return model.Network;
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }
}
