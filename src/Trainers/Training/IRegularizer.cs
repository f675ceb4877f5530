using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>What a method adds to the training loop: a force on the gradients, a change after each step, and what it reports.</summary>
internal interface IRegularizer
{
    /// <summary>Called with the loss's gradients, in the order of the network's parameters, before each step.</summary>
    void BeforeStep(IReadOnlyList<Tensor> gradients);

    /// <summary>Called after each step of the given size.</summary>
    void AfterStep(double stepSize);

    /// <summary>The share of groups that are 0, by kind.</summary>
    IReadOnlyDictionary<string, double> Sparsity();
}
