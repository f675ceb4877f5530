using System.Runtime.CompilerServices;

namespace MLNetCompact;

/// <summary>How group lasso makes a network sparse, and how what is left is retrained.</summary>
/// <remarks>
/// Wen et al. 2016, equations 1 and 2: loss + sum over layers of lambda * sum over groups g of ||w_g||. A larger lambda makes more groups 0.
/// </remarks>
public sealed record StructuredSparsityOptions
{
    /// <summary>Weight of the filters of convolutions, each one group; at least 0, default 0.005.</summary>
    public double FilterLambda { get; init; } = 5e-3;

    /// <summary>Weight of the input channels of convolutions, each one group; at least 0, default 0.005.</summary>
    public double ChannelLambda { get; init; } = 5e-3;

    /// <summary>Weight of the neurons of dense layers: the weights into one and the weights out of one are a group each; at least 0, default 0 (off).</summary>
    public double NeuronLambda { get; init; }

    /// <summary>How the optimum is approached; default <see cref="GroupLassoSolver.Proximal"/>.</summary>
    public GroupLassoSolver Solver { get; init; } = GroupLassoSolver.Proximal;

    /// <summary>
    /// The training with group lasso. Under <see cref="OptimizerKind.Adam"/> a lambda is not comparable with one under <see cref="OptimizerKind.Sgd"/>:
    /// steps there do not grow with the gradient. Default: 8 epochs, step size 0.01 falling in steps, no weight decay, as the paper.
    /// </summary>
    public TrainingOptions Training { get; init; } = new() { Epochs = 8, Schedule = LearningRateSchedule.Step, WeightDecay = 0 };

    /// <summary>The training of what is left, without group lasso. Default: 4 epochs, step size 0.005. 0 epochs leave it out.</summary>
    public TrainingOptions Retraining { get; init; } = new() { Epochs = 4, LearningRate = 0.005 };

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        Lambda(FilterLambda);
        Lambda(ChannelLambda);
        Lambda(NeuronLambda);
        Training.Validate($"{nameof(StructuredSparsityOptions)}.{nameof(Training)}");
        Retraining.Validate($"{nameof(StructuredSparsityOptions)}.{nameof(Retraining)}");

        static void Lambda(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
            OptionRange.Require(value >= 0 && double.IsFinite(value), $"{nameof(StructuredSparsityOptions)}.{name}", value, "at least 0");
    }
}

/// <summary>How the optimum of the loss with group lasso is approached. Both reach the same one.</summary>
public enum GroupLassoSolver
{
    /// <summary>Each step ends with the proximal operator of the penalty, which sets small groups to exactly 0.</summary>
    Proximal,

    /// <summary>The paper's: the penalty's subgradient is added to the gradient, and single weights below 0.0001 are set to 0.</summary>
    Subgradient,
}
