using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Normalizations.</summary>
internal static class ReferenceNormalization
{
    public static ReferenceTensor Batch(BatchNormalization norm, ReferenceTensor x, ReferenceTensor scale, ReferenceTensor shift, ReferenceTensor mean, ReferenceTensor variance) =>
        ReferenceTensor.Filled(x.Dims, place =>
        {
            var c = x.Rank > 1 ? place[1] : 0;
            return (x.At(place) - mean.Values[c]) / Math.Sqrt(variance.Values[c] + norm.Epsilon) * scale.Values[c] + shift.Values[c];
        });

    public static ReferenceTensor Instance(InstanceNormalization norm, ReferenceTensor x, ReferenceTensor scale, ReferenceTensor shift) =>
        Blocks(x, 2, norm.Epsilon, (v, block, _) => v * scale.Values[block % x.Dims[1]] + shift.Values[block % x.Dims[1]]);

    public static ReferenceTensor Layer(LayerNormalization norm, ReferenceTensor x, ReferenceTensor scale, ReferenceTensor? shift) =>
        Blocks(x, x.Axis(norm.Axis), norm.Epsilon, (v, _, place) => v * scale.Repeated(place) + (shift?.Repeated(place) ?? 0));

    /// <summary>Brings every block, the dimensions from <paramref name="axis"/> on, to mean 0 and variance 1, and then applies <paramref name="after"/> to value, number of the block and place.</summary>
    private static ReferenceTensor Blocks(ReferenceTensor x, int axis, double epsilon, Func<double, int, int[], double> after)
    {
        var size = x.Count(axis, x.Rank);
        var (means, deviations) = (new double[x.Values.Length / size], new double[x.Values.Length / size]);
        for (var block = 0; block < means.Length; block++)
        {
            var values = new ArraySegment<double>(x.Values, block * size, size);
            var mean = values.Sum() / size;
            means[block] = mean;
            deviations[block] = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / size + epsilon);
        }
        var at = 0;
        return ReferenceTensor.Filled(x.Dims, place =>
        {
            var block = at / size;
            return after((x.Values[at++] - means[block]) / deviations[block], block, place);
        });
    }
}
