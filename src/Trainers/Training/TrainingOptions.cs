using System.Runtime.CompilerServices;
using Microsoft.ML.SearchSpace;

namespace MLNetCompact;

/// <summary>How a network is trained by gradient descent.</summary>
public sealed record TrainingOptions
{
    /// <summary>How often all rows are seen; 0 to 100,000, default 10.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Rows of a mini-batch; at least 1, default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The step size at the start; above 0, default 0.01.</summary>
    [Range(1e-3, 0.1, 0.01, true)]
    public double LearningRate { get; init; } = 0.01;

    /// <summary>How the step size falls; default <see cref="LearningRateSchedule.Cosine"/>.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Cosine;

    /// <summary>The optimizer; default <see cref="OptimizerKind.Sgd"/>.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>The share of the last step that <see cref="OptimizerKind.Sgd"/> keeps; at least 0 and below 1, default 0.9.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>The factor of half the squared weights that is added to the loss (L2); at least 0, default 0.0005.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>The factor of the absolute weights that is added to the loss (L1), biases included as with <see cref="WeightDecay"/>; at least 0, default 0.</summary>
    public double L1Decay { get; init; }

    /// <summary>Ends the training once so many epochs have not been better on the held-back rows than the best one; at least 1, default null (never).</summary>
    public int? Patience { get; init; }

    /// <summary>Whether every class counts the same however rare it is: a row weighs rows / (classes * rows of its class). Default false.</summary>
    public bool BalanceClasses { get; init; }

    /// <summary>The weight of each class's rows in the order of the label's keys, each at least 0; for Boolean labels of false and true. Default null (all 1).</summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>
    /// Whether batch normalizations keep the mean and variance that they have, in training too; their scale and bias are trained either way.
    /// Otherwise they normalize a batch with its own and move what is kept towards it. Default false.
    /// </summary>
    /// <remarks>
    /// A batch with one value per channel (one row, one pixel) has no variance and is normalized with what is kept;
    /// a network that would have no other batches, since <see cref="BatchSize"/> is 1, is refused unless this is set.
    /// </remarks>
    public bool FreezeNormalization { get; init; }

    /// <summary>
    /// For images [N, channels, height, width]: each is moved at random by up to so many pixels in height and width every time it is seen,
    /// and 0 stands where nothing is left. 0 to 1,000 and below height and width, default 0 (off).
    /// </summary>
    public int PadCrop { get; init; }

    /// <summary>For images [N, channels, height, width]: whether each is mirrored left to right every other time it is seen, at random. Default false.</summary>
    public bool HorizontalFlip { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    internal void Validate(string owner)
    {
        Require(Epochs is >= 0 and <= 100_000, Epochs, "0 to 100,000");
        Require(BatchSize >= 1, BatchSize, "at least 1");
        Require(LearningRate > 0 && double.IsFinite(LearningRate), LearningRate, "above 0");
        Require(Momentum is >= 0 and < 1, Momentum, "at least 0 and below 1");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), WeightDecay, "at least 0");
        Require(L1Decay >= 0 && double.IsFinite(L1Decay), L1Decay, "at least 0");
        Require(Patience is null or >= 1, Patience, "at least 1, or null");
        Require(PadCrop is >= 0 and <= 1000, PadCrop, "0 to 1,000");
        Require(ClassWeights is null || ClassWeights.All(w => w >= 0 && double.IsFinite(w)) && ClassWeights.Any(w => w > 0), ClassWeights, "numbers of at least 0, not all 0");

        void Require(bool valid, object? value, string range, [CallerArgumentExpression(nameof(value))] string name = "") =>
            OptionRange.Require(valid, $"{owner}.{name}", value, range);
    }
}

/// <summary>How the step size falls over a training.</summary>
public enum LearningRateSchedule
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>A tenth after 60 % of the steps, a hundredth after 80 %.</summary>
    Step,

    /// <summary>Half a cosine wave down to 0.</summary>
    Cosine,

    /// <summary>(1 + 0.0001 t)^-0.75 after t steps, as Caffe's LeNet.</summary>
    Inverse,
}

/// <summary>What turns gradients into steps.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,

    /// <summary>Adam (Kingma and Ba 2015) with decoupled weight decay.</summary>
    Adam,
}

internal static class LearningRateSchedules
{
    /// <summary>The factor of the step size after <paramref name="steps"/> steps, the share <paramref name="done"/> of all.</summary>
    public static double Factor(this LearningRateSchedule schedule, double done, int steps) => schedule switch
    {
        LearningRateSchedule.Inverse => Math.Pow(1 + 0.0001 * steps, -0.75),
        LearningRateSchedule.Step => done < 0.6 ? 1 : done < 0.8 ? 0.1 : 0.01,
        LearningRateSchedule.Cosine => 0.5 * (1 + Math.Cos(Math.PI * done)),
        _ => 1,
    };
}
