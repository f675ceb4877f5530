using System.Text.Json.Nodes;

namespace MLNetCompact;

/// <summary>One trial of a sweep: what was asked for, and what came of it.</summary>
public sealed record SweepTrial
{
    /// <summary>Its number, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>The options that vary, by step and name, as they are in JSON.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>The share of the rows that it saw; below 1 only in the early rungs of successive halving.</summary>
    public double Rows { get; init; } = 1;

    /// <summary>The metric on the held-back rows: accuracy, or the RMSE of a regression; null without labels or held-back rows.</summary>
    public double? Metric { get; init; }

    /// <summary>The same of the network that the chain starts from.</summary>
    public double? StartMetric { get; init; }

    /// <summary>The bytes of its ONNX file.</summary>
    public long StoredBytes { get; init; }

    /// <summary>The multiply-adds of a row.</summary>
    public long MultiplyAdds { get; init; }

    /// <summary>The numbers that were learned.</summary>
    public long Parameters { get; init; }

    /// <summary>Milliseconds of a row in ONNX Runtime, one thread; null where it was not timed.</summary>
    public double? Milliseconds { get; init; }

    /// <summary>How many times as fast it is as the network that the chain starts from, measured in turns; null where it was not timed.</summary>
    public double? TimesAsFast { get; init; }

    /// <summary>How long the trial took.</summary>
    public double Seconds { get; init; }

    /// <summary>The name of its ONNX file in the folder; null where it failed.</summary>
    public string? File { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>What an objective says of it: less is better. NaN where it was not measured.</summary>
    internal double Of(SweepObjective objective, bool higherIsBetter) => objective switch
    {
        SweepObjective.Metric => (higherIsBetter ? -Metric : Metric) ?? double.NaN,
        SweepObjective.StoredBytes => StoredBytes,
        SweepObjective.MultiplyAdds => MultiplyAdds,
        _ => Milliseconds ?? double.NaN,
    };
}

/// <summary>What makes one trial better than another.</summary>
public enum SweepObjective
{
    /// <summary>Accuracy: more is better; or RMSE: less is.</summary>
    Metric,

    /// <summary>Bytes of the ONNX file.</summary>
    StoredBytes,

    /// <summary>Multiply-adds of a row.</summary>
    MultiplyAdds,

    /// <summary>Milliseconds of a row.</summary>
    Milliseconds,
}
