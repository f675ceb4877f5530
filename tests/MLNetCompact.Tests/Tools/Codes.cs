namespace MLNetCompact.Tests.Tools;

/// <summary>Coded weights at random, with what they stand for.</summary>
internal static class Codes
{
    /// <summary>A weight of shared kernels and its values, which plain loops make.</summary>
    public static (Weight Weight, float[] Values) Kernels(string name, Shape shape, int kernels, bool scaled, int seed, Func<int, int>? index = null)
    {
        var random = new Random(seed);
        var (filters, channels, taps) = ((int)shape[0], (int)shape[1], (int)shape.Skip(2).Aggregate(1L, (p, d) => p * d));
        float[] codebook = [.. Enumerable.Range(0, kernels * taps).Select(_ => random.NextSingle() - 0.5f)];
        int[] numbers = [.. Enumerable.Range(0, filters * channels).Select(i => index?.Invoke(i) ?? random.Next(kernels))];
        sbyte[] codes = [.. Enumerable.Range(0, filters * channels).Select(_ => (sbyte)random.Next(-128, 128))];
        float[] steps = [.. Enumerable.Range(0, filters).Select(_ => random.NextSingle() / 64)];
        var book = Weight.Of("c", new Shape([kernels, .. shape.Skip(2)]), codebook);
        var dims = new Shape(filters, channels);
        var scales = scaled ? new KernelScales(Weight.Of("s", ElementType.Int8, dims, (byte[])[.. codes.Select(c => unchecked((byte)c))]), Weight.Of("t", new Shape(filters), steps)) : null;
        var storage = KernelStorage.Of(book, dims, numbers, scales);
        var values = new float[filters * channels * taps];
        for (var i = 0; i < values.Length; i++)
        {
            var value = codebook[numbers[i / taps] * taps + i % taps];
            values[i] = scaled ? value * (codes[i / taps] * steps[i / taps / channels]) : value;
        }
        return (Weight.Of(name, shape, storage), values);
    }

    /// <summary>Which of a codebook's numbers stands at place <paramref name="i"/> of a weight of kernels, by plain loops.</summary>
    public static int Source(KernelStorage storage, int i)
    {
        var (taps, forms) = (storage.Taps, 1 << (int)storage.Symmetry);
        var (kernel, form) = Math.DivRem(storage.Numbers[i / taps], forms);
        var (width, height) = (storage.Kernel.Count > 0 ? (int)storage.Kernel[^1] : 1, storage.Kernel.Count > 1 ? (int)storage.Kernel[^2] : 1);
        var (x, y, before) = (i % width, i / width % height, i % taps / (width * height));
        if (form >= 4)
            (x, y) = (y, x);
        return kernel * taps + before * width * height + (form % 4 >= 2 ? height - 1 - y : y) * width + (form % 2 == 1 ? width - 1 - x : x);
    }

    /// <summary>What a weight of kernels stands for, by plain loops.</summary>
    public static float[] Decode(KernelStorage storage)
    {
        var factors = storage.Scales?.Factors();
        return [.. Enumerable.Range(0, storage.Count).Select(i => storage.Codebook.Values[Source(storage, i)] is var v && factors is null ? v : v * factors[i / storage.Taps])];
    }

    /// <summary>The network with convolutions of 3x3 that share one codebook, every other one with scales, and the same with dense weights.</summary>
    public static (Network Coded, Network Dense) SharingKernels(Network network, int kernels, int seed, KernelSymmetry symmetry = KernelSymmetry.None)
    {
        var random = new Random(seed);
        var codebook = Weight.Of("c", new Shape(kernels, 3, 3), (float[])[.. Enumerable.Range(0, kernels * 9).Select(_ => random.NextSingle() - 0.5f)]);
        var weights = new List<Weight>();
        foreach (var weight in network.Weights.Values.Where(w => w.Shape.Count == 4))
        {
            var dims = new Shape(weight.Shape.Take(2));
            int[] numbers = [.. Enumerable.Range(0, (int)dims.Elements).Select(_ => random.Next(kernels << (int)symmetry))];
            var scales = weights.Count % 2 == 1 ? KernelScales.Of(dims, [.. numbers.Select(_ => random.NextSingle() - 0.5f)]) : null;
            weights.Add(Weight.Of(weight.Name, weight.Shape, KernelStorage.Of(codebook, dims, numbers, scales, new() { IsShared = true, Symmetry = symmetry })));
        }
        return (network.WithWeights(weights), network.WithWeights(weights.Select(w => w.AsDense())));
    }

    /// <summary>Numbers of which so many are not 0, of so many different values; of as many as there are for 0.</summary>
    public static float[] Sparse(int count, double density, int different, int seed)
    {
        var random = new Random(seed);
        float[] values = [.. Enumerable.Range(0, Math.Max(1, different)).Select(_ => random.NextSingle() - 0.5f)];
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() >= density ? 0 : different == 0 ? random.NextSingle() - 0.5f : values[random.Next(different)])];
    }

    /// <summary>Those numbers in one of the three forms, coded byte by byte.</summary>
    public static SparseStorage Sparse(float[] values, string form, int different)
    {
        float[] book = [0, .. values.Where(v => v != 0).Distinct().Order()];
        var bits = different < 8 ? 3 : different < 16 ? 4 : 5;
        var most = form == "codes" ? 256 >> bits : 256;
        var (codes, numbers, raw, last) = (new List<byte>(), new List<byte>(), new List<float>(), -1);
        for (var i = 0; i < values.Length; i++)
        {
            var due = i - last == most || i == values.Length - 1;
            if (values[i] == 0 && !due)
                continue;
            var number = values[i] == 0 ? 0 : Array.IndexOf(book, values[i]);
            codes.Add((byte)(form == "codes" ? (i - last - 1) * (1 << bits) + number : i - last - 1));
            numbers.Add((byte)number);
            raw.Add(values[i]);
            last = i;
        }
        Weight Bytes(List<byte> bytes) => Weight.Of("b", ElementType.UInt8, new Shape(bytes.Count), [.. bytes]);
        return form switch
        {
            "codes" => SparseStorage.Packed(values.Length, Bytes(codes), Weight.Of("c", new Shape(1 << bits), [.. book, .. new float[(1 << bits) - book.Length]])),
            "numbers" => SparseStorage.WithNumbers(values.Length, Bytes(codes), Bytes(numbers), Weight.Of("c", new Shape(book.Length), book)),
            _ => SparseStorage.WithValues(values.Length, Bytes(codes), Weight.Of("v", new Shape(raw.Count), [.. raw])),
        };
    }

    /// <summary>The network, stating that version of the operators.</summary>
    public static Network WithOpset(Network network, int opset) =>
        new(network.Inputs, network.Nodes, network.Outputs, network.Weights.Values, network.Metadata) { Opset = opset, IrVersion = opset < 11 ? 5 : 8 };

    /// <summary>A network with a weight in each code, and the same with dense weights.</summary>
    public static (Network Coded, Network Dense) Network()
    {
        var dense = new NetworkBuilder(3, 12, 12).Conv(8, 3).Relu().Conv(6, 3, pad: 1).MaxPool(2).Relu().Conv(5, 2).Flatten().Dense(20).Tanh().Dense(12).Relu().Dense(4).Build();
        var weights = new List<Weight>();
        foreach (var (weight, i) in dense.Weights.Values.Where(w => w.Shape.Count > 1).Select((w, i) => (w, i)))
        {
            CodedStorage storage = i switch
            {
                0 => (CodedStorage)Kernels(weight.Name, weight.Shape, 300, scaled: false, seed: 1).Weight.Storage,
                1 => (CodedStorage)Kernels(weight.Name, weight.Shape, 7, scaled: true, seed: 2).Weight.Storage,
                2 => Sparse(Sparse((int)weight.Count, 0.4, 7, seed: 3), "codes", 7),
                3 => Sparse(Sparse((int)weight.Count, 0.3, 40, seed: 4), "numbers", 40),
                4 => Sparse(Sparse((int)weight.Count, 0.5, 0, seed: 5), "values", 0),
                _ => SparseStorage.Of(Sparse((int)weight.Count, 0.6, 15, seed: 6)),
            };
            weights.Add(Weight.Of(weight.Name, weight.Shape, storage));
        }
        // A bias too: one dimension needs no Reshape.
        var bias = dense.Weights["dense1.bias"];
        weights.Add(Weight.Of(bias.Name, bias.Shape, SparseStorage.Of(Sparse(20, 0.3, 3, seed: 7))));
        return (dense.WithWeights(weights), dense.WithWeights(weights.Select(w => Weight.Of(w.Name, w.Shape, w.Values))));
    }
}
