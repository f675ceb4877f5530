using System.Runtime.InteropServices;

namespace MLNetCompact.Tests.Tools;

/// <summary>A tensor of any rank and type in double precision, row-major; true is 1.</summary>
internal sealed record ReferenceTensor(int[] Dims, double[] Values)
{
    public int Rank => Dims.Length;

    public double LargestMagnitude => Values.Length == 0 ? 0 : Values.Max(Math.Abs);

    public double this[int a, int b] => Values[a * Dims[1] + b];

    public double this[int a, int b, int c, int d] => Values[((a * Dims[1] + b) * Dims[2] + c) * Dims[3] + d];

    public static ReferenceTensor Zeros(params int[] dims) => new(dims, new double[Product(dims)]);

    public static ReferenceTensor Scalar(double value) => new([], [value]);

    public static ReferenceTensor Of(Weight weight)
    {
        var bytes = weight.Bytes.Span;
        double[] values = weight.Type switch
        {
            ElementType.Float => Converted<float>(bytes, v => v),
            ElementType.Double => Converted<double>(bytes, v => v),
            ElementType.Float16 => Converted<Half>(bytes, v => (double)v),
            ElementType.Int64 => Converted<long>(bytes, v => v),
            ElementType.Int32 => Converted<int>(bytes, v => v),
            ElementType.Int8 => Converted<sbyte>(bytes, v => v),
            ElementType.UInt8 or ElementType.Bool => Converted<byte>(bytes, v => v),
            _ => throw new NotSupportedException($"The reference executor does not know weights of type {weight.Type}."),
        };
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

    /// <summary>A tensor whose values are asked for by their place; the array of indices is used again.</summary>
    public static ReferenceTensor Filled(int[] dims, Func<int[], double> read)
    {
        var tensor = Zeros(dims);
        var index = new int[dims.Length];
        for (var i = 0; i < tensor.Values.Length; i++)
        {
            tensor.Values[i] = read(index);
            for (var axis = dims.Length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--)
                index[axis] = 0;
        }
        return tensor;
    }

    public double At(int[] index)
    {
        var offset = 0;
        for (var axis = 0; axis < Dims.Length; axis++)
            offset = offset * Dims[axis] + index[axis];
        return Values[offset];
    }

    /// <summary>The value that stands at <paramref name="index"/> of a larger tensor once this one is repeated to fit it.</summary>
    public double Repeated(int[] index)
    {
        var (offset, skipped) = (0, index.Length - Dims.Length);
        for (var axis = 0; axis < Dims.Length; axis++)
            offset = offset * Dims[axis] + (Dims[axis] == 1 ? 0 : index[skipped + axis]);
        return Values[offset];
    }

    public ReferenceTensor Each(Func<double, double> apply) => this with { Values = Array.ConvertAll(Values, v => apply(v)) };

    /// <summary>The same values with other dimensions.</summary>
    public ReferenceTensor As(params int[] dims) => Product(dims) == Values.Length ? new(dims, Values)
        : throw new InvalidOperationException($"[{string.Join(", ", Dims)}] cannot become [{string.Join(", ", dims)}].");

    /// <summary>The dimension that an axis of ONNX means: a negative one counts from the end.</summary>
    public int Axis(double axis) => (int)(axis < 0 ? axis + Rank : axis);

    /// <summary>The product of the dimensions from <paramref name="from"/> up to but without <paramref name="to"/>.</summary>
    public int Count(int from, int to) => Product(Dims.AsSpan(from..to));

    public static int Product(ReadOnlySpan<int> dims)
    {
        var product = 1;
        foreach (var d in dims)
            product *= d;
        return product;
    }

    private static double[] Converted<T>(ReadOnlySpan<byte> bytes, Converter<T, double> convert) where T : struct =>
        Array.ConvertAll(MemoryMarshal.Cast<byte, T>(bytes).ToArray(), convert);
}
