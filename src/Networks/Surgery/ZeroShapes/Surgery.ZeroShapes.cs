namespace MLNetCompact;

public static partial class Surgery
{
    /// <summary>
    /// Gives convolutions whose kernels have borders of 0 in all filters and channels the smaller kernel (5x5 with a dead border becomes 3x3); taps that are left
    /// at equal distances become a dilation. The law: the same shapes, and the same outputs up to the order in which runtimes add.
    /// </summary>
    /// <param name="network">The network; it stays as it is.</param>
    /// <returns>The network with the smaller kernels; which have changed; which have dead borders and stay, and why.</returns>
    /// <remarks>
    /// Padding that only dead taps read goes with them, and where there is none, one Slice in front takes the pixels that the smaller kernel reads.
    /// A kernel keeps at least one tap. Padding told by a rule (auto_pad) becomes explicit where the size of the maps is known. Multiply-adds never grow;
    /// weights that several nodes read stay shared, or as they are where they would need different parts.
    /// </remarks>
    public static RewriteResult CropKernels(Network network) => KernelCrop.Apply(network, cuts: true);

    /// <summary>
    /// Drops inputs that no filter or neuron reads in front of the layer that does not read them: a Slice (where the others are neighbours) or a Gather takes the others,
    /// and the weight gets smaller. The law: the same shapes, and the same outputs up to the order in which runtimes add.
    /// </summary>
    /// <param name="network">The network; it stays as it is. What can be removed where it is made should be gone already: <see cref="RemoveDead"/>.</param>
    /// <returns>The network with the smaller weights; which have changed; which have inputs that are not read and stay, and why.</returns>
    /// <remarks>For convolutions of one group, transposed ones too, and dense layers (Gemm, MatMul). A layer keeps at least one input. Multiply-adds never grow.</remarks>
    public static RewriteResult SelectInputs(Network network) => InputSelection.Apply(network);

    /// <summary>
    /// The lowered form of a convolution with few live taps: a part of the input for each tap that any filter reads (Slice; behind a Pad where it reaches into padding),
    /// of the channels that are read there (Gather), joined as channels (Concat), and a convolution of 1x1 over them. The same outputs up to the order in which runtimes add.
    /// </summary>
    /// <param name="network">The network; it stays as it is.</param>
    /// <param name="node">The name of the convolution.</param>
    /// <exception cref="ArgumentException">
    /// There is no such node, it is no convolution of one group with a constant weight, its padding (auto_pad) depends on a size that is not known,
    /// or it takes steps and the network's opset is before 10.
    /// </exception>
    /// <remarks>Never more multiply-adds, but what is joined is copied: whether it is faster has to be measured.</remarks>
    public static Network Lower(Network network, string node) => Lowering.Apply(network, Find(network, node));
}
