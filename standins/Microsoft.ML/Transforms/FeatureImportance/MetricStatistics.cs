namespace Microsoft.ML.Data;

/// <summary>Mean and spread of a metric over repetitions.</summary>
public sealed class MetricStatistics
{
    private readonly double[] _values;

    internal MetricStatistics(IEnumerable<double> values) => _values = [.. values];

    public double Mean => _values.Length > 0 ? _values.Average() : 0;

    public double StandardDeviation => _values.Length > 1 ? Math.Sqrt(_values.Sum(v => (v - Mean) * (v - Mean)) / (_values.Length - 1)) : 0;

    public double StandardError => _values.Length > 0 ? StandardDeviation / Math.Sqrt(_values.Length) : 0;

    public int Count => _values.Length;

    /// <summary>How a metric changed from what it was.</summary>
    internal static MetricStatistics Change<TMetrics>(TMetrics before, IReadOnlyList<TMetrics> after, Func<TMetrics, double> metric) =>
        new(after.Select(m => metric(m) - metric(before)));
}

public sealed class MulticlassClassificationMetricsStatistics
{
    internal MulticlassClassificationMetricsStatistics(MulticlassClassificationMetrics before, IReadOnlyList<MulticlassClassificationMetrics> after)
    {
        MetricStatistics Change(Func<MulticlassClassificationMetrics, double> metric) => MetricStatistics.Change(before, after, metric);
        MicroAccuracy = Change(m => m.MicroAccuracy);
        MacroAccuracy = Change(m => m.MacroAccuracy);
        LogLoss = Change(m => m.LogLoss);
        LogLossReduction = Change(m => m.LogLossReduction);
        TopKAccuracy = Change(m => m.TopKAccuracy);
        PerClassLogLoss = [.. before.PerClassLogLoss.Select((_, c) => Change(m => m.PerClassLogLoss[c]))];
    }

    public MetricStatistics MicroAccuracy { get; }
    public MetricStatistics MacroAccuracy { get; }
    public MetricStatistics LogLoss { get; }
    public MetricStatistics LogLossReduction { get; }
    public MetricStatistics TopKAccuracy { get; }
    public IReadOnlyList<MetricStatistics> PerClassLogLoss { get; }
}

public sealed class RegressionMetricsStatistics
{
    internal RegressionMetricsStatistics(RegressionMetrics before, IReadOnlyList<RegressionMetrics> after)
    {
        MetricStatistics Change(Func<RegressionMetrics, double> metric) => MetricStatistics.Change(before, after, metric);
        MeanAbsoluteError = Change(m => m.MeanAbsoluteError);
        MeanSquaredError = Change(m => m.MeanSquaredError);
        RootMeanSquaredError = Change(m => m.RootMeanSquaredError);
        LossFunction = Change(m => m.LossFunction);
        RSquared = Change(m => m.RSquared);
    }

    public MetricStatistics MeanAbsoluteError { get; }
    public MetricStatistics MeanSquaredError { get; }
    public MetricStatistics RootMeanSquaredError { get; }
    public MetricStatistics LossFunction { get; }
    public MetricStatistics RSquared { get; }
}

public sealed class BinaryClassificationMetricsStatistics
{
    internal BinaryClassificationMetricsStatistics(BinaryClassificationMetrics before, IReadOnlyList<BinaryClassificationMetrics> after)
    {
        MetricStatistics Change(Func<BinaryClassificationMetrics, double> metric) => MetricStatistics.Change(before, after, metric);
        Accuracy = Change(m => m.Accuracy);
        AreaUnderRocCurve = Change(m => m.AreaUnderRocCurve);
        AreaUnderPrecisionRecallCurve = Change(m => m.AreaUnderPrecisionRecallCurve);
        F1Score = Change(m => m.F1Score);
        PositivePrecision = Change(m => m.PositivePrecision);
        PositiveRecall = Change(m => m.PositiveRecall);
        NegativePrecision = Change(m => m.NegativePrecision);
        NegativeRecall = Change(m => m.NegativeRecall);
    }

    public MetricStatistics Accuracy { get; }
    public MetricStatistics AreaUnderRocCurve { get; }
    public MetricStatistics AreaUnderPrecisionRecallCurve { get; }
    public MetricStatistics F1Score { get; }
    public MetricStatistics PositivePrecision { get; }
    public MetricStatistics PositiveRecall { get; }
    public MetricStatistics NegativePrecision { get; }
    public MetricStatistics NegativeRecall { get; }
}
