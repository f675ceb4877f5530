using MLNetCompact.RealData;
using System.Globalization;
using System.IO.Compression;

namespace MLNetCompact.Benchmarks;

/// <summary>Deep Compression (Han et al. 2016, table 1): what pruned networks with shared values come to in bytes.</summary>
public sealed class DeepCompression : ITrials
{
    private static readonly (string Name, PruneTrials From, string Point, int Bits, (double Error, double Kilobytes, string Source)[] Limits)[] s_points =
    [
        ("LeNet-300-100 12x", new PruneLeNet300(), "12x", 4, [(1.6, 27, "Han et al. 2016, table 1: 27 KB at 1.58 %")]),
        ("LeNet-300-100 20x", new PruneLeNet300(), "20x", 4, [(1.6, 16, "goal")]),
        ("LeNet-300-100 56x", new PruneLeNet300(), "56x", 3, [(2.0, 8, "goal")]),
        ("LeNet-5 12x", new PruneLeNet5(), "12x", 4, [(0.8, 44, "Han et al. 2016, table 1: 44 KB at 0.74 %")]),
        ("LeNet-5 100x", new PruneLeNet5(), "100x", 3, [(0.8, 15, "goal"), (0.95, 8, "goal")]),
    ];

    public string Name => "deep-compression";

    public string Description => "The networks of prune-lenet300 and prune-lenet5 with 2^bits values in each layer, trained further: the bytes of whole files, biases and shapes included (1 KB = 1,000 bytes). 'Huffman' is the paper's way of counting, "
        + "which no runtime reads: Huffman codes of values and distances, 32 bits for each value and bias. ONNX Runtime with one thread at batch 1, seed 1, against the dense network in the same run. The paper: 27 KB (40x) at 1.58 %, 44 KB (39x) at 0.74 %.";

    public IReadOnlyList<int> Seeds { get; } = [1, 2, 3];

    public IReadOnlyList<IReadOnlyList<string>> Rounds { get; } = [[.. s_points.Select(p => p.Name)]];

    public TrialFolder Folder(string point, bool choosing)
    {
        var own = s_points.Single(p => p.Name == point);
        return new(Name, new { From = own.From.Settings, own.Bits, Options = Options(own.From, own.Bits) }, choosing);
    }

    public Measurement Run(CancellationToken cancel)
    {
        foreach (var source in s_points.GroupBy(p => p.From.Name))
            TrialRunner.Ensure(source.First().From, [MnistTrials.Base, .. source.Select(p => p.Point)], source.First().From.Seeds, cancel);
        return TrialRunner.Run(this, cancel);
    }

    public void Train(string point, int seed, bool choosing, CancellationToken cancel)
    {
        var own = s_points.Single(p => p.Name == point);
        var start = own.From.Folder(own.Point, choosing).Network(own.Point, seed);
        new MnistTraining(Folder(point, choosing), choosing, 60_000, Mnist.Load(), cancel).Run(point, seed, catalog => catalog.From(start).PruneRetrain(Options(own.From, own.Bits)));
    }

    public Measurement Summary(IReadOnlyList<Trial> trials, CancellationToken cancel)
    {
        var (rows, claims) = (new List<IReadOnlyDictionary<string, object>>(), new List<Claim>());
        foreach (var (name, from, _, bits, limits) in s_points)
        {
            var own = trials.Where(t => t.Point == name).ToArray();
            var networks = own.Select(t => Folder(name, choosing: false).Network(name, t.Seed)).ToArray();
            var dense = from.Folder(MnistTrials.Base, choosing: false).Network(MnistTrials.Base, 1);
            var (error, raw, packed, zip) = (100 * own.Average(t => t.Error), networks.Average(n => n.ToOnnx().LongLength), networks.Average(n => Compressed(n.ToOnnx())), networks.Average(ZipSize.Of));
            var seconds = new OnnxTimer(1, cancel).Time([dense, networks[0]], 1);
            rows.Add(new Dictionary<string, object>
            {
                ["point"] = name, ["bits"] = bits, ["test error %, mean"] = Math.Round(error, 3), ["range"] = string.Create(CultureInfo.InvariantCulture, $"{own.Min(t => 100 * t.Error):0.00} to {own.Max(t => 100 * t.Error):0.00}"),
                [".onnx"] = Math.Round(raw), [".onnx.gz"] = Math.Round(packed), ["model.zip"] = Math.Round(zip), ["dense .onnx"] = dense.ToOnnx().LongLength,
                ["dense / .onnx.gz"] = Math.Round(dense.ToOnnx().LongLength / packed, 1), ["Huffman, bytes"] = Math.Round(networks.Average(n => HuffmanSize.Of(n))), ["time, dense = 1"] = Math.Round(seconds[1] / seconds[0], 3),
            });
            foreach (var (most, kilobytes, source) in limits)
            {
                claims.Add(Claim.AtMost($"{name}: test error, mean of {own.Length} seeds, %", Math.Round(error, 3), most, source));
                claims.Add(Claim.AtMost($"{name}: .onnx.gz, KB", Math.Round(packed / 1000, 2), kilobytes, source));
                claims.Add(Claim.AtMost($"{name}: .onnx, KB", Math.Round(raw / 1000, 2), 2 * kilobytes, "twice the packed file"));
            }
            claims.Add(Claim.AtMost($"{name}: time at batch 1, dense = 1", Math.Round(seconds[1] / seconds[0], 2), 1.1, "as fast as dense, up to noise"));
        }
        return new Measurement(Seeds, rows, claims);
    }

    private static PruneRetrainOptions Options(PruneTrials from, int bits) => new()
    {
        // Everything that is left stays; only the values are shared.
        Kept = 1,
        Budget = PruneBudget.Global,
        Rounds = 1,
        Retraining = from.Values with { Epochs = 0 },
        SharedValues = new(bits, bits, from.Values),
    };

    private static double Compressed(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(bytes);
        return memory.Length;
    }
}
