namespace MLNetCompact;

/// <summary>
/// Prunes one layer at a time, without retraining, and measures what is left (Han et al. 2015, figure 6): on the held-back rows, or on training rows where none are.
/// </summary>
internal static class SensitivityScan
{
    /// <summary>A layer's quality is the one at which the metric gets worse by so much: accuracy falls, or the error grows by that share.</summary>
    private const double Loss = 0.01;

    /// <summary>No quality is further than this factor from the mean of all.</summary>
    private const double Furthest = 4;

    /// <summary>Multiply-adds of one measurement; large networks are measured on fewer rows.</summary>
    private const double Work = 5e9;
    private const int FewestRows = 256, MostRows = 5000;

    private static readonly double[] s_kept = [1, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.05, 0.02];

    /// <summary>Measures the curves of all layers, or reads them where they were measured before.</summary>
    public static PruneSensitivity Of(Network network, RunContext run, string? folder)
    {
        var path = folder is null ? null : Path.Combine(Path.GetFullPath(folder), $"sensitivity-{run.Fingerprint("sensitivity", network)}");
        if (path is not null && File.Exists(path + ".json"))
            return PruneSensitivity.Load(path + ".json");
        var rows = RowsFor(network, run);
        var layers = PrunableLayer.Of(network);
        var whole = OnnxScorer.Measure(network, run.Task, rows, run.CancellationToken);
        var curves = layers.Select(l => new SensitivityCurve(l.Node.Name, l.IsConvolution,
            [.. s_kept.Select(kept => new SensitivityPoint(kept, kept == 1 ? whole : OnnxScorer.Measure(Pruned(network, l, kept), run.Task, rows, run.CancellationToken)))])).ToArray();
        var measured = new PruneSensitivity(run.Metric, rows.Count, curves);
        if (path is not null)
            measured.Save(path);
        return measured;
    }

    /// <summary>How much larger the quality of each layer may be than the mean of all.</summary>
    public static IReadOnlyDictionary<string, double> Qualities(PruneSensitivity sensitivity, IReadOnlyList<PrunableLayer> layers, LearningTask task)
    {
        var own = layers.ToDictionary(l => l.Node.Name, l => Quality(l, Bearable(sensitivity.Curves.Single(c => c.Layer == l.Node.Name), task)));
        var mean = own.Values.Average();
        return own.ToDictionary(q => q.Key, q => mean == 0 ? 1 : Math.Clamp(q.Value / mean, 1 / Furthest, Furthest));
    }

    /// <summary>The smallest share that loses no more than <see cref="Loss"/>, between two measurements by straight line.</summary>
    private static double Bearable(SensitivityCurve curve, LearningTask task)
    {
        var (points, whole) = (curve.Points, curve.Points[0].Metric);
        for (var i = 1; i < points.Count; i++)
        {
            var (before, after) = (Worse(points[i - 1].Metric), Worse(points[i].Metric));
            if (after > Loss)
                return points[i].Kept + (points[i - 1].Kept - points[i].Kept) * Math.Clamp((after - Loss) / (after - before), 0, 1);
        }
        return points[^1].Kept;

        double Worse(double metric) => task == LearningTask.Regression ? metric / Math.Max(whole, float.Epsilon) - 1 : whole - metric;
    }

    /// <summary>The quality with which that share of a layer stays.</summary>
    private static double Quality(PrunableLayer layer, double kept)
    {
        var sizes = layer.Values.Where(v => v != 0).Select(v => (double)Math.Abs(v)).OrderDescending().ToArray();
        return sizes.Length == 0 || layer.Deviation == 0 ? 1 : sizes[Math.Clamp((int)(kept * sizes.Length), 0, sizes.Length - 1)] / layer.Deviation;
    }

    private static Network Pruned(Network network, PrunableLayer layer, double kept)
    {
        var mask = WeightSelection.Best([layer], [Array.ConvertAll(layer.Values, v => (double)Math.Abs(v))], (int)Math.Round(kept * layer.Live))[0];
        return network.WithWeights([network.Weights[layer.Weight].With(layer.Masked(mask))]);
    }

    private static Rows RowsFor(Network network, RunContext run)
    {
        var rows = run.Validation.Count > 0 ? run.Validation : run.Training;
        var most = (int)Math.Clamp(Work / Math.Max(1, NetworkCost.Of(network).MultiplyAdds), FewestRows, MostRows);
        return rows.Sample(most, run.Seed);
    }
}
