using MLNetCompact.Operators;

namespace MLNetCompact;

public sealed partial class NetworkBuilder
{
    /// <summary>Adds a convolution with square kernels.</summary>
    /// <param name="filters">Number of filters, at least 1.</param>
    /// <param name="kernel">Height and width of a kernel in pixels, at least 1.</param>
    /// <param name="stride">Step in pixels, at least 1.</param>
    /// <param name="pad">Zero pixels added on each side, at least 0.</param>
    /// <param name="group">Number of blocks into which channels and filters are divided; a divisor of both.</param>
    /// <param name="dilation">Distance of neighbouring taps of a kernel in pixels, at least 1.</param>
    /// <param name="bias">Whether each filter adds a number of its own; before <see cref="BatchNormalization"/> it has no effect.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the layer before does not give maps [N, C, H, W] of sufficient size.</exception>
    public NetworkBuilder Conv(int filters, int kernel, int stride = 1, int pad = 0, int group = 1, int dilation = 1, bool bias = true)
    {
        var name = Name("conv");
        var layer = $"Conv '{name}'";
        var channels = Maps(layer);
        AtLeast(1, filters, layer, nameof(filters));
        AtLeast(1, kernel, layer, nameof(kernel));
        AtLeast(1, stride, layer, nameof(stride));
        AtLeast(0, pad, layer, nameof(pad));
        AtLeast(1, group, layer, nameof(group));
        AtLeast(1, dilation, layer, nameof(dilation));
        if (Window.Reach(kernel, dilation) > Math.Min(_shape[2], _shape[3]) + 2L * pad)
            throw new ArgumentException($"{layer}: a kernel of {Window.Reach(kernel, dilation)} does not fit maps {_shape} with {pad} pixels added on each side.", nameof(kernel));
        if (channels % group != 0 || filters % group != 0)
            throw new ArgumentException($"{layer}: group is {group}; expected a divisor of {channels} channels and of {filters} filters.", nameof(group));
        var weight = Fresh(layer, $"{name}.weight", new Shape(filters, channels / group, kernel, kernel), (long)channels / group * kernel * kernel);
        var conv = new Conv { Kernel = [kernel, kernel], Strides = [stride, stride], Pads = [pad, pad, pad, pad], Dilations = [dilation, dilation], Group = group };
        return bias ? Append(name, conv, weight, Zeros($"{name}.bias", filters)) : Append(name, conv, weight);
    }

    /// <summary>Adds a depthwise convolution: one square kernel per channel, which does not mix channels.</summary>
    /// <param name="kernel">Height and width of a kernel in pixels, at least 1.</param>
    /// <param name="stride">Step in pixels, at least 1.</param>
    /// <param name="pad">Zero pixels added on each side, at least 0.</param>
    /// <param name="dilation">Distance of neighbouring taps of a kernel in pixels, at least 1.</param>
    /// <param name="bias">Whether each channel adds a number of its own; before <see cref="BatchNormalization"/> it has no effect.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the layer before does not give maps [N, C, H, W] of sufficient size.</exception>
    public NetworkBuilder DepthwiseConv(int kernel, int stride = 1, int pad = 0, int dilation = 1, bool bias = true)
    {
        var channels = Maps("A depthwise Conv");
        return Conv(channels, kernel, stride, pad, channels, dilation, bias);
    }

    /// <summary>Adds a dense (fully connected) layer.</summary>
    /// <param name="neurons">Number of neurons, at least 1.</param>
    /// <param name="bias">Whether each neuron adds a number of its own.</param>
    /// <exception cref="ArgumentException">The number is out of range, or the layer before gives maps: <see cref="Flatten"/> them first.</exception>
    public NetworkBuilder Dense(int neurons, bool bias = true)
    {
        var name = Name("dense");
        var layer = $"Gemm '{name}'";
        AtLeast(1, neurons, layer, nameof(neurons));
        if (_shape.Count != 2)
            throw new ArgumentException($"{layer} reads [N, features], but the layer before gives {_shape}: add Flatten() first.");
        var weight = Fresh(layer, $"{name}.weight", new Shape(neurons, _shape[1]), _shape[1]);
        return bias ? Append(name, new Gemm { TransB = true }, weight, Zeros($"{name}.bias", neurons)) : Append(name, new Gemm { TransB = true }, weight);
    }

    /// <summary>
    /// Adds a batch normalization: scale * (x - mean) / sqrt(variance + epsilon) + bias per channel. Scale and variance start at 1, bias and mean at 0;
    /// training learns the first pair and measures the second.
    /// </summary>
    /// <param name="epsilon">Added to the variance, above 0.</param>
    /// <param name="momentum">How much of the old mean and variance a training step keeps, from 0 up to but without 1.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public NetworkBuilder BatchNormalization(float epsilon = 1e-5f, float momentum = 0.9f)
    {
        var name = Name("norm");
        var layer = $"BatchNormalization '{name}'";
        if (!(epsilon > 0 && float.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), $"{layer}: epsilon is {epsilon}; expected a number above 0.");
        if (!(momentum is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), $"{layer}: momentum is {momentum}; expected a number from 0 up to but without 1.");
        var channels = _shape[1];
        return Append(name, new BatchNormalization { Epsilon = epsilon, Momentum = momentum },
            Filled($"{name}.weight", 1, channels), Filled($"{name}.bias", 0, channels), Filled($"{name}.mean", 0, channels), Filled($"{name}.var", 1, channels));
    }

    /// <summary>Adds the maximum over square windows.</summary>
    /// <param name="kernel">Height and width of a window in pixels, at least 1.</param>
    /// <param name="stride">Step in pixels; the size of the window if left out.</param>
    /// <param name="pad">Pixels added on each side, which never win; at least 0 and less than the window.</param>
    /// <param name="ceil">Whether a last window that is not full counts.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the layer before does not give maps [N, C, H, W] of sufficient size.</exception>
    public NetworkBuilder MaxPool(int kernel, int? stride = null, int pad = 0, bool ceil = false)
    {
        var name = Pool("MaxPool", kernel, stride ?? kernel, pad);
        return Append(name, new MaxPool { Kernel = [kernel, kernel], Strides = [stride ?? kernel, stride ?? kernel], Pads = [pad, pad, pad, pad], CeilMode = ceil });
    }

    /// <summary>Adds the mean over square windows; added pixels do not count.</summary>
    /// <param name="kernel">Height and width of a window in pixels, at least 1.</param>
    /// <param name="stride">Step in pixels; the size of the window if left out.</param>
    /// <param name="pad">Pixels added on each side; at least 0 and less than the window.</param>
    /// <param name="ceil">Whether a last window that is not full counts; its mean is that of the pixels it has.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the layer before does not give maps [N, C, H, W] of sufficient size.</exception>
    public NetworkBuilder AveragePool(int kernel, int? stride = null, int pad = 0, bool ceil = false)
    {
        var name = Pool("AveragePool", kernel, stride ?? kernel, pad);
        return Append(name, new AveragePool { Kernel = [kernel, kernel], Strides = [stride ?? kernel, stride ?? kernel], Pads = [pad, pad, pad, pad], CeilMode = ceil });
    }

    /// <summary>Adds the mean of each whole map.</summary>
    /// <exception cref="ArgumentException">The layer before does not give maps [N, C, H, W].</exception>
    public NetworkBuilder GlobalAveragePool()
    {
        var name = Name("pool");
        Maps($"GlobalAveragePool '{name}'");
        return Append(name, new GlobalAveragePool());
    }

    /// <summary>Turns maps [N, C, H, W] into features [N, C * H * W].</summary>
    public NetworkBuilder Flatten() => Append(Name("flatten"), new Flatten());

    /// <summary>Adds dropout: training sets a share of the values to 0, drawn anew for each batch, and enlarges the others to the same mean. In use it does nothing.</summary>
    /// <param name="ratio">The share, from 0 up to but without 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range.</exception>
    public NetworkBuilder Dropout(float ratio = 0.5f)
    {
        var name = Name("dropout");
        if (!(ratio is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(ratio), $"Dropout '{name}': ratio is {ratio}; expected a number from 0 up to but without 1.");
        return Append(name, new Dropout(), Filled($"{name}.ratio", ratio));
    }

    /// <summary>Keeps every <paramref name="step"/>-th row and column of each map, beginning with the first.</summary>
    /// <param name="step">Step in pixels, at least 1.</param>
    /// <exception cref="ArgumentException">The step is out of range, or the layer before does not give maps [N, C, H, W].</exception>
    public NetworkBuilder Subsample(int step)
    {
        var name = Name("slice");
        var layer = $"Slice '{name}'";
        Maps(layer);
        AtLeast(1, step, layer, nameof(step));
        return Append(name, new Slice(), Integers($"{name}.starts", 0, 0), Integers($"{name}.ends", int.MaxValue, int.MaxValue),
            Integers($"{name}.axes", 2, 3), Integers($"{name}.steps", step, step));
    }

    /// <summary>Adds channels of zeros to maps.</summary>
    /// <param name="before">Channels added before the others, at least 0.</param>
    /// <param name="behind">Channels added behind the others, at least 0.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the layer before does not give maps [N, C, H, W].</exception>
    public NetworkBuilder PadChannels(int before, int behind)
    {
        var name = Name("pad");
        var layer = $"Pad '{name}'";
        Maps(layer);
        AtLeast(0, before, layer, nameof(before));
        AtLeast(0, behind, layer, nameof(behind));
        return Append(name, new Pad(), Integers($"{name}.pads", 0, before, 0, 0, 0, behind, 0, 0));
    }

    private string Pool(string opType, int kernel, int stride, int pad)
    {
        var name = Name("pool");
        var layer = $"{opType} '{name}'";
        Maps(layer);
        AtLeast(1, kernel, layer, nameof(kernel));
        AtLeast(1, stride, layer, nameof(stride));
        AtLeast(0, pad, layer, nameof(pad));
        if (pad >= kernel)
            throw new ArgumentOutOfRangeException(nameof(pad), $"{layer}: pad is {pad}; expected less than the window's {kernel}.");
        return name;
    }
}
