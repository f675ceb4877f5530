using System.Runtime.CompilerServices;
using Microsoft.ML.SearchSpace;

namespace MLNetCompact;

/// <summary>How many kernels stay, and how they stand for the others.</summary>
/// <remarks>
/// Give how many stay (<see cref="Clusters"/>), how many go (<see cref="Removed"/>), what the file may take (<see cref="Target"/>) or what each layer bears
/// (<see cref="MaxOutputError"/>), or what the network as a whole may lose (<see cref="MaxMetricLoss"/>, <see cref="MaxOutputDrift"/>), which also limits the
/// others: representatives are doubled until the network bears it. With none of these <see cref="Clusters"/> is 256. Labels count for <see cref="MaxMetricLoss"/> only.
/// </remarks>
public sealed record KernelClusterOptions
{
    /// <summary>Representatives per layer, or with <see cref="KernelScope.Network"/> of all layers with kernels of one size; 1 to 65,536. Default null.</summary>
    public int? Clusters { get; init; }

    /// <summary>The share of the network's kernels that goes: 1 - representatives / kernels; above 0, below 1. Default null.</summary>
    public double? Removed { get; init; }

    /// <summary>What the file may take, as a share of before: <see cref="CostTarget.StoredBytes"/>. Default null.</summary>
    public CostTarget? Target { get; init; }

    /// <summary>How <see cref="Removed"/> and <see cref="Target"/> are spread over the layers; default <see cref="KernelSpread.ByError"/>.</summary>
    public KernelSpread Spread { get; init; }

    /// <summary>What a layer's outputs may change at most: mean squared change over variance; without rows the change of its weights over their squares. Of layers that share representatives the one that bears least decides. Above 0, below 1. Default null.</summary>
    [Range(0.002, 0.2, 0.02, true)]
    public double? MaxOutputError { get; init; }

    /// <summary>What the metric on held-back rows may lose at most: accuracy as a share (0.01 is one point), or the RMSE's growth as a share of it; above 0, below 1. Needs labels. Default null.</summary>
    public double? MaxMetricLoss { get; init; }

    /// <summary>What the outputs of the network before softmax may change at most: mean squared change over variance, on held-back rows where there are any; above 0. Default null.</summary>
    public double? MaxOutputDrift { get; init; }

    /// <summary>Whether each kernel is a representative times a scale of its own, of 8 bits; default true. Otherwise it is the representative as it is, as in the paper.</summary>
    public bool Scaled { get; init; } = true;

    /// <summary>Which kernels share representatives; default <see cref="KernelScope.Layer"/>.</summary>
    public KernelScope Scope { get; init; }

    /// <summary>What represents a cluster; default <see cref="KernelRepresentative.Centroid"/>.</summary>
    public KernelRepresentative Representative { get; init; }

    /// <summary>In which forms a representative may stand for a kernel; default <see cref="KernelSymmetry.None"/>.</summary>
    public KernelSymmetry Symmetry { get; init; }

    /// <summary>Whether a kernel counts by the mean square of what it reads; needs rows. Default false.</summary>
    public bool WeighInputs { get; init; }

    /// <summary>Whether layers are fitted to what they made originally, where there are rows: scales, biases, and representatives that are no medoids and that no other layer shares. Default true.</summary>
    public bool Refit { get; init; } = true;

    /// <summary>Whether the statistics of BatchNormalizations follow what they read afterwards; default true.</summary>
    public bool ShiftNormalizations { get; init; } = true;

    /// <summary>For dense layers: so many consecutive weights are a kernel (product quantisation); 2 to 1,024. Default null: dense layers stay as they are.</summary>
    public int? SubVectors { get; init; }

    /// <summary>
    /// Whether kernels that are shared are made to pay in the end: where few representatives meet each input channel or each filter, a convolution becomes a depthwise one and
    /// one of 1x1. Taken only where ONNX Runtime measures it faster here, at one row and at 64, and the file does not become larger. A measured choice may differ from machine
    /// to machine, so that two fits may differ in form, never in what they compute. Default true; false leaves each layer one convolution.
    /// </summary>
    public bool UseSharing { get; init; } = true;

    /// <summary>How many rows are looked at, drawn at random from all; at least 2, default 1024.</summary>
    public int Rows { get; init; } = 1024;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        Require(Clusters is null or (>= 1 and <= KernelStorage.MostKernels), Clusters, $"1 to {KernelStorage.MostKernels}");
        Require(Removed is null or (> 0 and < 1), Removed, "above 0, below 1");
        Require(Target is null or { StoredBytes: > 0 and <= 1, MultiplyAdds: null, Parameters: null }, Target, $"{nameof(CostTarget.StoredBytes)} above 0, at most 1, and nothing else: clusters take no other cost away");
        Require(MaxOutputError is null or (> 0 and < 1), MaxOutputError, "above 0, below 1");
        Require(new object?[] { Clusters, Removed, Target, MaxOutputError }.Count(o => o is not null) <= 1, Clusters, $"one of {nameof(Clusters)}, {nameof(Removed)}, {nameof(Target)}, {nameof(MaxOutputError)}");
        Require(MaxMetricLoss is null or (> 0 and < 1), MaxMetricLoss, "above 0, below 1");
        Require(MaxOutputDrift is null || (MaxOutputDrift > 0 && double.IsFinite(MaxOutputDrift.Value)), MaxOutputDrift, "above 0");
        Require(SubVectors is null or (>= 2 and <= KernelStorage.MostTaps), SubVectors, $"2 to {KernelStorage.MostTaps}");
        Require(Rows >= 2, Rows, "at least 2");
        Require(Enum.IsDefined(Spread), Spread, "a known spread");
        Require(Enum.IsDefined(Scope), Scope, "a known scope");
        Require(Enum.IsDefined(Representative), Representative, "a known kind");
        Require(Enum.IsDefined(Symmetry), Symmetry, "a known symmetry");

        static void Require(bool valid, object? value, string range, [CallerArgumentExpression(nameof(value))] string name = "") =>
            OptionRange.Require(valid, $"{nameof(KernelClusterOptions)}.{name}", value, range);
    }
}

/// <summary>How representatives are spread over the layers.</summary>
public enum KernelSpread
{
    /// <summary>Where weights change least, as a share of their squares, for what is saved, told from clusters of a sample: small layers may keep all their kernels.</summary>
    ByError,

    /// <summary>The same share of every layer.</summary>
    Evenly,
}

/// <summary>Which kernels share representatives.</summary>
public enum KernelScope
{
    /// <summary>Those of a layer.</summary>
    Layer,

    /// <summary>Those of one size in the whole network; each layer counts alike.</summary>
    Network,
}

/// <summary>What represents a cluster.</summary>
public enum KernelRepresentative
{
    /// <summary>Their mean, or with scales the direction that they have most in common.</summary>
    Centroid,

    /// <summary>The kernel of the cluster that is nearest to that.</summary>
    Medoid,
}
