namespace MLNetCompact;

public static partial class Surgery
{
    /// <summary>
    /// A convolution that reads each input channel through few kernels, up to a factor, as a depthwise convolution that has one of these for each channel and a convolution
    /// of 1x1 that mixes what it makes, by the factors. Where a channel is read through up to four, that many such pairs are summed. The same outputs up to rounding.
    /// </summary>
    /// <param name="network">The network; it stays as it is.</param>
    /// <param name="node">The name of the convolution.</param>
    /// <exception cref="ArgumentException">
    /// There is no such node, it is no convolution of one group with a constant weight of finite 32-bit numbers, or it reads a channel through more than four kernels
    /// none of which is a multiple of another. Multiples are known where a weight is a codebook and factors; elsewhere kernels are the same or different.
    /// </exception>
    /// <remarks>Whether it is faster has to be measured. A bias, padding, steps and dilation may be any.</remarks>
    public static Network ConvolveThenMix(Network network, string node) => KernelMixing.Apply(network, Find(network, node), mixFirst: false);

    /// <summary>
    /// A convolution whose filters have few kernels each, up to a factor, as a convolution of 1x1 that mixes the input channels of each filter, by the factors, and a depthwise
    /// convolution of what it makes. Where a filter has up to four, that many such pairs are summed. The same outputs up to rounding.
    /// </summary>
    /// <inheritdoc cref="ConvolveThenMix"/>
    public static Network MixThenConvolve(Network network, string node) => KernelMixing.Apply(network, Find(network, node), mixFirst: true);
}
