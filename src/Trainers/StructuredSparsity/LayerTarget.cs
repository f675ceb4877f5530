namespace MLNetCompact;

/// <summary>How much of one layer may stay; what is not given is free.</summary>
/// <param name="Layer">The name of the layer: a convolution or dense layer of the network.</param>
/// <param name="Filters">How many filters, or neurons, it may keep: at least 1.</param>
/// <param name="Inputs">How many of the channels or features that it reads it may go on reading: at least 1.</param>
/// <param name="Shapes">How many places of a convolution's filters (channel, row, column) may be other than 0: at least 1.</param>
public sealed record LayerTarget(string Layer, int? Filters = null, int? Inputs = null, int? Shapes = null);
