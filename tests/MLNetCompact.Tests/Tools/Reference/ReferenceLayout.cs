using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Operators that put the same numbers into other dimensions.</summary>
internal static class ReferenceLayout
{
    public static ReferenceTensor Reshape(Reshape reshape, ReferenceTensor x, ReferenceTensor shape)
    {
        int[] dims = [.. shape.Values.Select((d, i) => d == 0 && !reshape.AllowZero ? x.Dims[i] : (int)d)];
        var open = Array.IndexOf(dims, -1);
        if (open >= 0)
        {
            dims[open] = 1;
            dims[open] = x.Values.Length / Math.Max(1, ReferenceTensor.Product(dims));
        }
        return x.As(dims);
    }

    public static ReferenceTensor Transpose(ReferenceTensor x, IReadOnlyList<int>? perm)
    {
        int[] order = perm is null ? [.. Enumerable.Range(0, x.Rank).Reverse()] : [.. perm];
        var own = new int[x.Rank];
        return ReferenceTensor.Filled([.. order.Select(i => x.Dims[i])], place =>
        {
            for (var i = 0; i < order.Length; i++)
                own[order[i]] = place[i];
            return x.At(own);
        });
    }

    public static ReferenceTensor Squeeze(Squeeze squeeze, ReferenceTensor x, ReferenceTensor? axesInput)
    {
        var axes = (squeeze.Axes?.Select(a => (double)a) ?? axesInput?.Values)?.Select(x.Axis).ToArray();
        if (axes?.Any(a => x.Dims[a] != 1) == true)
            throw new InvalidOperationException($"[{string.Join(", ", x.Dims)}] is not 1 along {string.Join(", ", axes)}.");
        return x.As([.. x.Dims.Where((d, i) => axes is null ? d != 1 : !axes.Contains(i))]);
    }

    public static ReferenceTensor Unsqueeze(Unsqueeze unsqueeze, ReferenceTensor x, ReferenceTensor? axesInput)
    {
        var axes = unsqueeze.Axes?.Select(a => (int)a).ToArray() ?? Array.ConvertAll(axesInput!.Values, a => (int)a);
        var rank = x.Rank + axes.Length;
        var rest = new Queue<int>(x.Dims);
        return x.As([.. Enumerable.Range(0, rank).Select(i => axes.Contains(i) || axes.Contains(i - rank) ? 1 : rest.Dequeue())]);
    }

    public static ReferenceTensor DepthToSpace(ReferenceTensor x, int block, bool channelFirst)
    {
        var channels = x.Dims[1] / (block * block);
        return ReferenceTensor.Filled([x.Dims[0], channels, x.Dims[2] * block, x.Dims[3] * block], place =>
        {
            var (c, row, column) = (place[1], place[2] % block, place[3] % block);
            var source = channelFirst ? c * block * block + row * block + column : (row * block + column) * channels + c;
            return x[place[0], source, place[2] / block, place[3] / block];
        });
    }

    public static ReferenceTensor SpaceToDepth(ReferenceTensor x, int block) =>
        ReferenceTensor.Filled([x.Dims[0], x.Dims[1] * block * block, x.Dims[2] / block, x.Dims[3] / block], place =>
        {
            var (c, corner) = (place[1] % x.Dims[1], place[1] / x.Dims[1]);
            return x[place[0], c, place[2] * block + corner / block, place[3] * block + corner % block];
        });

    public static ReferenceTensor Shape(ShapeOp shape, ReferenceTensor x)
    {
        int Bound(int at) => Math.Clamp(at < 0 ? at + x.Rank : at, 0, x.Rank);
        var (start, end) = (Bound(shape.Start), Bound(shape.End ?? x.Rank));
        double[] dims = [.. x.Dims.Skip(start).Take(Math.Max(0, end - start)).Select(d => (double)d)];
        return new([dims.Length], dims);
    }
}
