using System.Runtime.CompilerServices;
using Microsoft.ML.SearchSpace;

namespace MLNetCompact;

/// <summary>Which neurons and channels go, and who takes over for them.</summary>
/// <remarks>
/// Give how much may go: an error that each layer bears (<see cref="MaxOutputError"/>), a cost (<see cref="Target"/>), a share of the units
/// (<see cref="Removed"/>), or what the network as a whole may lose (<see cref="MaxMetricLoss"/>, <see cref="MaxOutputDrift"/>), which also limits the others.
/// With none of these <see cref="MaxOutputError"/> is 0.01. Labels count for <see cref="MaxMetricLoss"/> only.
/// </remarks>
public sealed record NeuronUnifyOptions
{
    /// <summary>What the outputs of a layer that reads the units may change at most: mean squared change over variance; above 0, below 1. Default null.</summary>
    [Range(0.001, 0.1, 0.01, true)]
    public double? MaxOutputError { get; init; }

    /// <summary>What the network may cost, as a share of before. Default null.</summary>
    public CostTarget? Target { get; init; }

    /// <summary>The share of all units that goes; above 0, below 1. Default null.</summary>
    public double? Removed { get; init; }

    /// <summary>How <see cref="Target"/> and <see cref="Removed"/> are spread over the layers; default <see cref="UnifySpread.ByError"/>.</summary>
    public UnifySpread Spread { get; init; }

    /// <summary>What the metric on held-back rows may lose at most: accuracy as a share (0.01 is one point), or the RMSE's growth as a share of it; above 0, below 1. Needs labels. Default null.</summary>
    public double? MaxMetricLoss { get; init; }

    /// <summary>What the outputs of the network before softmax may change at most: mean squared change over variance, on held-back rows where there are any; above 0. Default null.</summary>
    public double? MaxOutputDrift { get; init; }

    /// <summary>Who takes over for units that go; default <see cref="UnifyUpdate.LeastSquares"/>.</summary>
    public UnifyUpdate Update { get; init; } = UnifyUpdate.LeastSquares;

    /// <summary>Which units go first; default <see cref="UnifySelection.OutputError"/>.</summary>
    public UnifySelection Selection { get; init; } = UnifySelection.OutputError;

    /// <summary>Whether residual streams (channels that several layers make and read together) lose channels too; default true.</summary>
    public bool StageWidths { get; init; } = true;

    /// <summary>
    /// Of what the channels of a convolution that are left are a multiple, where any go; 1 to 1,024. ONNX Runtime computes convolutions faster where their channels are multiples of 8
    /// or 16: with other widths a network can become smaller and slower. Default null: where <see cref="Target"/> names multiply-adds, 8 for those whose channels are a multiple of it
    /// (16 behind depthwise convolutions, where they are one of that), and any number otherwise.
    /// </summary>
    public int? WidthMultiple { get; init; }

    /// <summary>Whether the statistics of BatchNormalizations follow what they read afterwards; default true.</summary>
    public bool ShiftNormalizations { get; init; } = true;

    /// <summary>How many rows are looked at, drawn at random from all; at least 2, default 1024.</summary>
    public int Rows { get; init; } = 1024;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        Require(MaxOutputError is null or (> 0 and < 1), MaxOutputError, "above 0, below 1");
        Require(Removed is null or (> 0 and < 1), Removed, "above 0, below 1");
        foreach (var (name, share) in Target?.Given() ?? [])
            Require(share is > 0 and <= 1, share, "above 0, at most 1", $"{nameof(Target)}.{name}");
        Require(Target is null || Target.Given().Any(), Target, "at least one cost");
        Require(new object?[] { MaxOutputError, Target, Removed }.Count(o => o is not null) <= 1, MaxOutputError, $"one of {nameof(MaxOutputError)}, {nameof(Target)}, {nameof(Removed)}");
        Require(MaxMetricLoss is null or (> 0 and < 1), MaxMetricLoss, "above 0, below 1");
        Require(MaxOutputDrift is null || (MaxOutputDrift > 0 && double.IsFinite(MaxOutputDrift.Value)), MaxOutputDrift, "above 0");
        Require(WidthMultiple is null or (>= 1 and <= 1024), WidthMultiple, "1 to 1,024");
        Require(Rows >= 2, Rows, "at least 2");
        Require(Enum.IsDefined(Spread), Spread, "a known way");
        Require(Enum.IsDefined(Update), Update, "a known way");
        Require(Enum.IsDefined(Selection), Selection, "a known way");

        static void Require(bool valid, object? value, string range, [CallerArgumentExpression(nameof(value))] string name = "") =>
            OptionRange.Require(valid, $"{nameof(NeuronUnifyOptions)}.{name}", value, range);
    }
}

/// <summary>How a budget is spread over the layers.</summary>
public enum UnifySpread
{
    /// <summary>Where outputs suffer least for what is saved; after every quarter of the budget errors are measured anew.</summary>
    ByError,

    /// <summary>The same share of every layer.</summary>
    Evenly,
}

/// <summary>Who takes over for units that go.</summary>
/// <remarks>Layers to which units are no maps of one size (grouped convolutions among them) are handled as <see cref="LeastSquares"/> whatever is chosen.</remarks>
public enum UnifyUpdate
{
    /// <summary>All others together, refitted to what the layer made originally (REAP): every tap of a kernel and every position of a flattened map by itself. Layers that read more than 4,608 numbers at once are handled as <see cref="Maps"/>.</summary>
    LeastSquares,

    /// <summary>All others together, each map as a whole: less exact, many times as fast.</summary>
    Maps,

    /// <summary>One other for each, as in the paper (neuro-unification).</summary>
    Pairs,

    /// <summary>Nobody: a control.</summary>
    None,
}

/// <summary>Which units go first.</summary>
public enum UnifySelection
{
    /// <summary>Those without which, the others having taken over, outputs change least.</summary>
    OutputError,

    /// <summary>Those that the smallest weights make: a control.</summary>
    Magnitude,

    /// <summary>Any: a control.</summary>
    Random,
}
