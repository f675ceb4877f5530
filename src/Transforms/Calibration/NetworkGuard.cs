namespace MLNetCompact;

/// <summary>What a network as a whole may lose when it is compacted.</summary>
internal sealed class NetworkGuard
{
    private readonly double? _maxMetricLoss, _maxOutputDrift;
    private readonly RunContext _run;
    private readonly Rows _rows;
    private readonly double? _metric;
    private readonly float[] _outputs = [];
    private readonly double _variance;

    /// <param name="original">The network as it was.</param>
    /// <param name="maxMetricLoss">What the metric on held-back rows may lose; null where it does not count.</param>
    /// <param name="maxOutputDrift">What the outputs may change, mean squared change over variance; null where they do not count.</param>
    /// <param name="most">How many rows are looked at for the outputs.</param>
    /// <param name="run">The rows.</param>
    /// <exception cref="InvalidOperationException">Something is to be watched, and there are no rows for that.</exception>
    public NetworkGuard(Network original, double? maxMetricLoss, double? maxOutputDrift, int most, RunContext run)
    {
        (_maxMetricLoss, _maxOutputDrift, _run) = (maxMetricLoss, maxOutputDrift, run);
        _rows = (run.Validation.Count > 0 ? run.Validation : run.Training).Sample(most, run.Seed);
        if (maxMetricLoss is not null)
            _metric = run.Measure(original) ?? throw new InvalidOperationException(
                $"MaxMetricLoss needs held-back rows with labels; expected {nameof(RunSettings)}.{nameof(RunSettings.ValidationFraction)} above 0.");
        if (maxOutputDrift is null)
            return;
        if (_rows.Count == 0)
            throw new InvalidOperationException("MaxOutputDrift needs rows; the data has none.");
        _outputs = Outputs(original);
        var each = _outputs.Length / _rows.Count;
        for (var o = 0; o < each; o++)
        {
            var own = Enumerable.Range(0, _rows.Count).Select(i => (double)_outputs[i * each + o]).ToArray();
            var mean = own.Average();
            _variance += own.Sum(v => (v - mean) * (v - mean));
        }
    }

    public bool IsSet => _maxMetricLoss is not null || _maxOutputDrift is not null;

    /// <summary>Whether a compacted network loses no more than it may.</summary>
    public bool Allows(Network network)
    {
        if (_maxOutputDrift is { } drift)
        {
            var changes = Outputs(network).Zip(_outputs, (now, was) => Math.Pow(now - (double)was, 2)).Sum();
            if (!(changes <= drift * Math.Max(_variance, double.Epsilon)))
                return false;
        }
        if (_maxMetricLoss is not { } loss)
            return true;
        var metric = _run.Measure(network)!.Value;
        return _run.Task == LearningTask.Regression ? metric <= _metric * (1 + loss) : metric >= _metric - loss - 1e-9;
    }

    private float[] Outputs(Network network)
    {
        float[]? all = null;
        using var scorer = new OnnxScorer(network);
        scorer.Run(_rows, (row, values) =>
        {
            all ??= new float[_rows.Count * values.Length];
            values.CopyTo(all.AsSpan(row * values.Length));
        }, _run.CancellationToken);
        return all!;
    }
}
