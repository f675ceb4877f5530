namespace MLNetCompact;

/// <summary>How many values the weights of a layer may take (Deep Compression, Han et al. 2016): as many as that many bits tell apart, 0 among them.</summary>
/// <param name="ConvolutionBits">Bits for convolutions, 2 to 8.</param>
/// <param name="DenseBits">Bits for dense layers, 2 to 8.</param>
public sealed record SharedValues(int ConvolutionBits = 8, int DenseBits = 5);
