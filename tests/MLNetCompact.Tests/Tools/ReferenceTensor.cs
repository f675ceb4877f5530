namespace MLNetCompact.Tests.Tools;

/// <summary>A tensor in double precision, row-major.</summary>
internal sealed record ReferenceTensor(int[] Dims, double[] Values)
{
    public static ReferenceTensor Zeros(params int[] dims) => new(dims, new double[dims.Aggregate(1, (product, d) => product * d)]);

    public static ReferenceTensor Of(Weight weight)
    {
        var values = new double[weight.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = weight.Values[i];
        return new([.. weight.Shape.Select(d => (int)d)], values);
    }

    /// <summary>Uniform in -1 to 1, in steps that a float holds exactly.</summary>
    public static ReferenceTensor Random(Random random, params int[] dims)
    {
        var tensor = Zeros(dims);
        foreach (ref var value in tensor.Values.AsSpan())
            value = random.Next(-1024, 1025) / 1024.0;
        return tensor;
    }

    public double LargestMagnitude => Values.Max(Math.Abs);

    public double this[int a, int b] => Values[a * Dims[1] + b];

    public double this[int a, int b, int c, int d]
    {
        get => Values[((a * Dims[1] + b) * Dims[2] + c) * Dims[3] + d];
        set => Values[((a * Dims[1] + b) * Dims[2] + c) * Dims[3] + d] = value;
    }
}
