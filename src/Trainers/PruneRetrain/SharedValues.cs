namespace MLNetCompact;

/// <summary>
/// How many values the weights of a layer may take (Deep Compression, Han et al. 2016): as many as that many bits tell apart, 0 among them. They come from
/// k-means per layer that starts from values evenly between the smallest and the largest, and are trained: each receives the sum of the gradients of its weights.
/// </summary>
/// <param name="ConvolutionBits">Bits for convolutions, 1 to 8.</param>
/// <param name="DenseBits">Bits for dense layers, 1 to 8.</param>
/// <param name="Training">How the values are trained; as <see cref="PruneRetrainOptions.Retraining"/> if left out.</param>
public sealed record SharedValues(int ConvolutionBits = 8, int DenseBits = 5, TrainingOptions? Training = null)
{
    /// <summary>The network with weights of so few values, in the form that stores them best; a layer that is smaller as it is stays.</summary>
    internal Network Apply(Network network) => network.WithWeights(PrunableLayer.Of(network).Select(layer =>
    {
        var values = layer.Values.ToArray();
        var live = Enumerable.Range(0, values.Length).Where(i => values[i] != 0).ToArray();
        if (live.Length == 0)
            return network.Weights[layer.Weight].AsSparse();
        var (centroids, numbers) = ValueClusters.Of([.. live.Select(i => values[i])], (1 << (layer.IsConvolution ? ConvolutionBits : DenseBits)) - 1);
        for (var i = 0; i < live.Length; i++)
            values[live[i]] = centroids[numbers[i]];
        var weight = network.Weights[layer.Weight];
        return weight.With(values).AsSparse() is { Storage: SparseStorage } shared ? shared : weight;
    }));
}
