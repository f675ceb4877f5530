using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Operators that look along dimensions.</summary>
internal static class ReferenceReduction
{
    public static ReferenceTensor Reduce(ReduceOp reduce, ReferenceTensor x, ReferenceTensor? axesInput)
    {
        int[] axes = [.. (reduce.Axes?.Select(a => (double)a) ?? axesInput?.Values ?? []).Select(x.Axis)];
        if (axes.Length == 0)
        {
            if (reduce.NoopWithEmptyAxes)
                return x;
            axes = [.. Enumerable.Range(0, x.Rank)];
        }
        int[] kept = [.. x.Dims.Select((d, i) => axes.Contains(i) ? 1 : d)];
        var groups = ReferenceTensor.Filled(kept, _ => 0);
        var members = Enumerable.Range(0, groups.Values.Length).Select(_ => new List<double>()).ToArray();
        ReferenceTensor.Filled(x.Dims, place =>
        {
            var group = 0;
            for (var i = 0; i < kept.Length; i++)
                group = group * kept[i] + (axes.Contains(i) ? 0 : place[i]);
            members[group].Add(x.At(place));
            return 0;
        });
        double[] values = [.. members.Select(m => reduce switch
        {
            ReduceMean => m.Average(),
            ReduceSum => m.Sum(),
            ReduceMax => m.Max(),
            _ => throw new NotSupportedException($"The reference executor does not know {reduce.OpType}."),
        })];
        return new ReferenceTensor(reduce.KeepDims ? kept : [.. x.Dims.Where((_, i) => !axes.Contains(i))], values);
    }

    /// <summary>exp(x) divided by its sum along a dimension, or over all from there on.</summary>
    public static ReferenceTensor Softmax(ReferenceTensor x, int onnxAxis, bool flattens)
    {
        var axis = x.Axis(onnxAxis);
        var (size, inner) = flattens ? (x.Count(axis, x.Rank), 1) : (x.Dims[axis], x.Count(axis + 1, x.Rank));
        var y = ReferenceTensor.Zeros(x.Dims);
        for (var line = 0; line < x.Values.Length / size; line++)
        {
            var start = line / inner * size * inner + line % inner;
            var places = Enumerable.Range(0, size).Select(i => start + i * inner).ToArray();
            var largest = places.Max(p => x.Values[p]);
            var sum = places.Sum(p => Math.Exp(x.Values[p] - largest));
            foreach (var p in places)
                y.Values[p] = Math.Exp(x.Values[p] - largest) / sum;
        }
        return y;
    }
}
