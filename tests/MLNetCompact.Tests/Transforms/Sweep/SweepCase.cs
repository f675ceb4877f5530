using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact.Tests;

/// <summary>A small chain, rows for it, and sweeps of it.</summary>
internal static class SweepCase
{
    public static Network Network { get; } = new NetworkBuilder([2, 6, 6], 3).Conv(8, 3, pad: 1).Relu().Conv(8, 3, pad: 1).Relu().Flatten().Dense(3).Build();

    public static SweepOptions Options(string folder) => new() { Folder = folder, Trials = 6, Seed = 4, MeasureSpeed = false };

    public static CompactionSweep Sweep(SweepOptions options, CancellationToken cancel = default)
    {
        var ml = new MLContext(seed: 1);
        return ml.Compaction().Sweep(Chain(ml, cancel), options);
    }

    public static NetworkEstimator Chain(MLContext ml, CancellationToken cancel = default) =>
        ml.Compaction(new() { Seed = 2, Threads = 1, ValidationFraction = 0.25, CancellationToken = cancel }).From(Network).NeuronUnify(new() { Rows = 64, StageWidths = false }).KernelCluster(new() { Rows = 64, UseSharing = false });

    public static IDataView Rows(int count = 120)
    {
        var (ml, random) = (new MLContext(seed: 1), new Random(3));
        var view = ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i =>
        {
            var row = new Row { Label = $"{i % 3}" };
            for (var f = 0; f < row.Features.Length; f++)
                row.Features[f] = random.NextSingle() + (f % 3 == i % 3 ? 0.5f : 0);
            return row;
        }).ToArray());
        return ml.Transforms.Conversion.MapValueToKey("Label").Fit(view).Transform(view);
    }

    /// <summary>A trial without its clock times.</summary>
    public static string Text(SweepTrial trial) => $"{trial.Number} {trial.Rows} {trial.Options.ToJsonString()} {trial.Metric} {trial.StartMetric} {trial.StoredBytes} {trial.MultiplyAdds} {trial.Parameters} {trial.Failure}";

    private sealed class Row
    {
        [VectorType(72)]
        public float[] Features { get; set; } = new float[72];

        public string Label { get; set; } = "";
    }
}

/// <summary>Counts the trials that ran, and may do something after each.</summary>
internal sealed class CountedTrials(Action<int>? after = null) : IProgress<SweepTrial>
{
    public List<SweepTrial> Ran { get; } = [];

    public void Report(SweepTrial value)
    {
        lock (Ran)
            Ran.Add(value);
        after?.Invoke(Ran.Count);
    }
}
