using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Operators that take parts of tensors or put them together.</summary>
internal static class ReferenceSlicing
{
    public static ReferenceTensor Join(Concat concat, ReferenceTensor[] inputs)
    {
        var axis = inputs[0].Axis(concat.Axis);
        var dims = (int[])inputs[0].Dims.Clone();
        dims[axis] = inputs.Sum(i => i.Dims[axis]);
        if (inputs.Any(x => x.Rank != dims.Length || x.Dims.Where((d, i) => i != axis && d != dims[i]).Any()))
            throw new InvalidOperationException($"{string.Join(" ", inputs.Select(i => $"[{string.Join(", ", i.Dims)}]"))} do not fit along {axis}.");
        return ReferenceTensor.Filled(dims, place =>
        {
            var (source, own) = (0, (int[])place.Clone());
            for (; own[axis] >= inputs[source].Dims[axis]; source++)
                own[axis] -= inputs[source].Dims[axis];
            return inputs[source].At(own);
        });
    }

    public static ReferenceTensor[] Split(Split split, ReferenceTensor x, ReferenceTensor? sizes, int outputs)
    {
        var axis = x.Axis(split.Axis);
        var all = x.Dims[axis];
        var most = (int)Math.Ceiling(all / (double)(split.NumOutputs ?? outputs));
        int[] parts = sizes is not null ? [.. sizes.Values.Select(v => (int)v)]
            : split.Sizes is { } given ? [.. given.Select(v => (int)v)]
            : [.. Enumerable.Range(0, outputs).Select(i => Math.Min(most, all - i * most))];
        if (parts.Sum() != all)
            throw new InvalidOperationException($"Parts of {string.Join(", ", parts)} are not {all}.");
        return [.. parts.Select((size, i) => Part(x, axis, parts.Take(i).Sum(), size, 1))];
    }

    public static ReferenceTensor Slice(Slice slice, ReferenceTensor x, ReferenceTensor? startInput, ReferenceTensor? endInput, ReferenceTensor? axesInput, ReferenceTensor? stepInput)
    {
        var starts = slice.Starts?.Select(v => (double)v).ToArray() ?? startInput!.Values;
        var ends = slice.Ends?.Select(v => (double)v).ToArray() ?? endInput!.Values;
        var axes = slice.Axes?.Select(v => (double)v).ToArray() ?? axesInput?.Values ?? [.. Enumerable.Range(0, starts.Length).Select(i => (double)i)];
        for (var i = 0; i < starts.Length; i++)
        {
            var axis = x.Axis(axes[i]);
            var (size, step) = (x.Dims[axis], (int)(stepInput?.Values[i] ?? 1));
            var (start, end) = (starts[i] < 0 ? starts[i] + size : starts[i], ends[i] < 0 ? ends[i] + size : ends[i]);
            (start, end) = step > 0 ? (Math.Clamp(start, 0, size), Math.Clamp(end, 0, size)) : (Math.Clamp(start, 0, size - 1), Math.Clamp(end, -1, size - 1));
            x = Part(x, axis, (int)start, Math.Max(0, (int)Math.Ceiling((end - start) / step)), step);
        }
        return x;
    }

    public static ReferenceTensor Gather(Gather gather, ReferenceTensor x, ReferenceTensor indices)
    {
        var axis = x.Axis(gather.Axis);
        return ReferenceTensor.Filled([.. x.Dims[..axis], .. indices.Dims, .. x.Dims[(axis + 1)..]], place =>
        {
            var index = (int)indices.At(place[axis..(axis + indices.Rank)]);
            return x.At([.. place[..axis], index < 0 ? index + x.Dims[axis] : index, .. place[(axis + indices.Rank)..]]);
        });
    }

    private static ReferenceTensor Part(ReferenceTensor x, int axis, int start, int count, int step)
    {
        var dims = (int[])x.Dims.Clone();
        dims[axis] = count;
        return ReferenceTensor.Filled(dims, place =>
        {
            var own = (int[])place.Clone();
            own[axis] = start + own[axis] * step;
            return x.At(own);
        });
    }
}
