using System.Collections.Immutable;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>What a method adds to the training loop: a force on the gradients, a change after each step, and what it reports. What a method has no use for does nothing.</summary>
internal interface IRegularizer : IDisposable
{
    /// <summary>Called with the loss's gradients, in the order of the network's parameters, before each step.</summary>
    void BeforeStep(IReadOnlyList<Tensor> gradients)
    {
    }

    /// <summary>Called after each step.</summary>
    /// <param name="stepSize">The size of the step.</param>
    /// <param name="done">How much of the phase is done, from 0 to 1.</param>
    void AfterStep(double stepSize, double done);

    /// <summary>Whether it has done what it is for, so that the phase ends with the epoch.</summary>
    bool IsDone => false;

    /// <summary>The share of groups that are 0, by kind.</summary>
    IReadOnlyDictionary<string, double> Sparsity();

    /// <summary>The weights of the penalties as they are now, by kind; the mean over its groups where they differ.</summary>
    IReadOnlyDictionary<string, double> Lambdas() => ImmutableDictionary<string, double>.Empty;

    /// <summary>Writes what it remembers between steps.</summary>
    void Save(BinaryWriter writer)
    {
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    void Load(BinaryReader reader)
    {
    }
}
