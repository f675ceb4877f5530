using TorchSharp.Modules;

namespace MLNetCompact;

/// <summary>Turns a model that was made or trained with TorchSharp into a network.</summary>
public static class TorchModel
{
    /// <summary>The network that computes what <paramref name="module"/> does when it is used (not trained), with copies of its weights.</summary>
    /// <param name="module">
    /// Modules one after the other, themselves Sequential if wanted: Conv1d, Conv2d, Linear, BatchNorm1d, BatchNorm2d, MaxPool1d, MaxPool2d, AvgPool1d, AvgPool2d,
    /// AdaptiveAvgPool1d, AdaptiveAvgPool2d, ReLU, ReLU6, LeakyReLU, ELU, SELU, SiLU, GELU, Sigmoid, Tanh, Hardswish, Hardsigmoid, Softmax, LogSoftmax, Flatten,
    /// Unflatten, Dropout, Dropout1d, Dropout2d, Identity. It stays as it is, on the device where it is.
    /// </param>
    /// <param name="row">The dimensions of one row, without the batch: channels, height, width for images; the number of features for tables.</param>
    /// <remarks>
    /// <para>Weights are called as in the module's state_dict: "0.weight", "features.3.bias". Nodes have the path of their module.</para>
    /// <para>
    /// TorchSharp does not tell the settings of most modules (strides, padding, slopes...), so they are measured: the modules are run with inputs chosen for it.
    /// In the end module and network are run on the same random rows and compared, each module with what it became.
    /// </para>
    /// <para>
    /// A Softmax at the end, or a Sigmoid, stays part of the network. Steps that train know it and train the numbers before it, for a label of classes or of yes and no;
    /// a model without it is trained the same way and gives probabilities too. LogSoftmax becomes what it is; the fitted model gives probabilities.
    /// </para>
    /// <para>
    /// What only training needs is not all told: a batch normalization gets TorchSharp's usual momentum, and dropout of whole channels becomes dropout of single values.
    /// An adaptive pooling becomes the one that it is for rows of this size. No other thread may use the module meanwhile, nor train with TorchSharp.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentException">There is no module or dimension, or a module cannot read what it gets; the message names the module.</exception>
    /// <exception cref="NotSupportedException">A module, a setting of it, or the type of its weights cannot be read, or it computes something else than the network; the message names it by its path, as 1.2 (LayerNorm).</exception>
    /// <exception cref="InvalidOperationException">A weight or what a module gives is not finite; the message names it.</exception>
    /// <example><code>var network = Sequential(Linear(4, 16), ReLU(), Linear(16, 3)).ToNetwork(4);</code></example>
    public static Network ToNetwork(this Sequential module, params IEnumerable<int> row)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(row);
        int[] dims = [.. row];
        if (dims.Length == 0 || dims.Any(d => d < 1))
            throw new ArgumentException($"A row has dimensions [{string.Join(", ", dims)}]; expected at least one, and each at least 1.", nameof(row));
        return ModuleReader.Read(module, [.. dims.Select(d => (long)d)]);
    }
}
