using System.Runtime.CompilerServices;
using Microsoft.ML.SearchSpace;

namespace MLNetCompact;

/// <summary>How group lasso makes a network sparse, and how what is left is retrained.</summary>
/// <remarks>
/// Wen et al. 2016, equations 1 to 4: loss + sum over kinds and layers of lambda * sum over groups g of ||w_g||, without a factor for the size of a group.
/// A larger lambda makes more groups 0. All lambdas are at least 0; 0 turns a kind off.
/// </remarks>
public sealed record StructuredSparsityOptions
{
    /// <summary>Weight of the filters of convolutions, each one group; filters that the network ties (a residual stage) are one together. Default 0.005.</summary>
    [Range(1e-3, 3e-2, 5e-3, true)]
    public double FilterLambda { get; init; } = 5e-3;

    /// <summary>Weight of the channels that convolutions read, and dense layers behind flattened maps, each one group. Default 0.005.</summary>
    [Range(1e-3, 3e-2, 5e-3, true)]
    public double ChannelLambda { get; init; } = 5e-3;

    /// <summary>Weight of the places of a convolution's filters (equation 3): all filters' weights for one channel, row and column are a group. Default 0.</summary>
    public double ShapeLambda { get; init; }

    /// <summary>Weight of two-dimensional kernels, a filter's weights for one channel. They become 0 but mostly stay in the file. Default 0.</summary>
    public double KernelLambda { get; init; }

    /// <summary>Weight of residual branches, each one group (equation 4). Layers outside a shortcut, and the shortcut's own, are not in it. Default 0.</summary>
    public double DepthLambda { get; init; }

    /// <summary>Weight of the neurons of dense layers: the weights into one and the weights out of one are a group each, the features of a first layer too. Default 0.</summary>
    public double NeuronLambda { get; init; }

    /// <summary>Factors on all lambdas of a layer by its name, at least 0; 0 leaves the layer alone. Tied layers get the mean of theirs. Default null (all 1).</summary>
    public IReadOnlyDictionary<string, double>? LayerMultipliers { get; init; }

    /// <summary>
    /// Whether groups are exactly the paper's: each convolution's own weights, also where BatchNormalization follows or other convolutions are tied to it. Default
    /// false: where BatchNormalization follows, its scales are what becomes 0, for weights before it have no scale of their own.
    /// </summary>
    public bool PaperExact { get; init; }

    /// <summary>
    /// What the network may cost, as a share of before. The lambdas are then steered while it trains, and the last groups go in the order of their norm
    /// per cost, so that the cost ends at or below the target. Default null: the lambdas alone decide.
    /// </summary>
    public CostTarget? Target { get; init; }

    /// <summary>What single layers may keep; the lambdas of their groups are steered too. Default null.</summary>
    public IReadOnlyList<LayerTarget>? LayerTargets { get; init; }

    /// <summary>How many residual branches may stay, at least 0; needs <see cref="DepthLambda"/>. Default null: the lambdas alone decide.</summary>
    public int? Branches { get; init; }

    /// <summary>
    /// Whether what filters share as zeros is made to pay in the end: smaller kernels, inputs that nobody reads left out, few places as a Slice and a 1x1 convolution.
    /// Forms that need another node in front are taken only where ONNX Runtime measures them faster here, at one row and at 64; so where one is near that, two fits
    /// may differ in form, never in what they compute. Default true; false leaves the zeros in place.
    /// </summary>
    public bool UseZeros { get; init; } = true;

    /// <summary>How the optimum is approached; default <see cref="GroupLassoSolver.Proximal"/>.</summary>
    public GroupLassoSolver Solver { get; init; } = GroupLassoSolver.Proximal;

    /// <summary>
    /// The training with group lasso. Under <see cref="OptimizerKind.Adam"/> a lambda is not comparable with one under <see cref="OptimizerKind.Sgd"/>:
    /// steps there do not grow with the gradient. With targets it ends with the epoch in which all are reached. Default: 8 epochs, step size 0.01 falling in steps, no weight decay, as the paper.
    /// </summary>
    public TrainingOptions Training { get; init; } = new() { Epochs = 8, Schedule = LearningRateSchedule.Step, WeightDecay = 0 };

    /// <summary>The training of what is left, without group lasso; what is 0 stays 0. Default: 4 epochs, step size 0.005. 0 epochs leave it out.</summary>
    public TrainingOptions Retraining { get; init; } = new() { Epochs = 4, LearningRate = 0.005 };

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        Lambda(FilterLambda);
        Lambda(ChannelLambda);
        Lambda(ShapeLambda);
        Lambda(KernelLambda);
        Lambda(DepthLambda);
        Lambda(NeuronLambda);
        foreach (var (layer, factor) in LayerMultipliers ?? new Dictionary<string, double>())
            Lambda(factor, $"{nameof(LayerMultipliers)}[{layer}]");
        foreach (var (name, share) in Target?.Given() ?? [])
            Require(share is > 0 and <= 1, share, "above 0, at most 1", $"{nameof(Target)}.{name}");
        Require(Target is null || Target.Given().Any(), Target, "a share for one cost at least", nameof(Target));
        foreach (var target in LayerTargets ?? [])
        {
            foreach (var (name, most) in (ReadOnlySpan<(string, int?)>)[(nameof(target.Filters), target.Filters), (nameof(target.Inputs), target.Inputs), (nameof(target.Shapes), target.Shapes)])
                Require(most is null or >= 1, most, "at least 1", $"{nameof(LayerTargets)}[{target.Layer}].{name}");
        }
        Require(Branches is null || DepthLambda > 0, DepthLambda, $"above 0 where {nameof(Branches)} is given", nameof(DepthLambda));
        Require(Branches is null or >= 0, Branches, "at least 0", nameof(Branches));
        Training.Validate($"{nameof(StructuredSparsityOptions)}.{nameof(Training)}");
        Retraining.Validate($"{nameof(StructuredSparsityOptions)}.{nameof(Retraining)}");

        static void Lambda(double value, [CallerArgumentExpression(nameof(value))] string name = "") => Require(value >= 0 && double.IsFinite(value), value, "at least 0", name);

        static void Require(bool valid, object? value, string range, string name) => OptionRange.Require(valid, $"{nameof(StructuredSparsityOptions)}.{name}", value, range);
    }
}
