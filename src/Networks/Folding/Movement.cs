using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>Operators that put elements of any type elsewhere.</summary>
internal static class Movement
{
    public static bool Identity(FoldNode node) => node.Input(0) is { } data && node.GiveSame(data, data.Shape);

    public static bool Reshape(FoldNode node)
    {
        if (node.Input(0) is not { } data || node.Integers(1) is not { } dims)
            return false;
        var keepsZero = node.Attributes.Flag("allowzero");
        for (var i = 0; i < dims.Length; i++)
        {
            if (dims[i] == 0 && !keepsZero)
                dims[i] = i < data.Shape.Count ? data.Shape[i] : -2;
        }
        var open = Array.IndexOf(dims, -1);
        if (open >= 0)
        {
            dims[open] = 1;
            var others = Product(dims);
            if (others <= 0 || data.Count % others != 0)
                return false;
            dims[open] = data.Count / others;
        }
        return Product(dims) == data.Count && node.GiveSame(data, dims);
    }

    public static bool Flatten(FoldNode node)
    {
        if (node.Input(0) is not { } data || node.Attributes.Get("axis", 1L) is var axis && (axis < -data.Shape.Count || axis > data.Shape.Count))
            return false;
        var rows = new Shape(data.Shape.Take((int)(axis < 0 ? axis + data.Shape.Count : axis))).Elements;
        return rows > 0 && node.GiveSame(data, [rows, data.Count / rows]);
    }

    public static bool Squeeze(FoldNode node)
    {
        if (node.Input(0) is not { } data || node.Count.Inputs > (node.Opset >= 13 ? 2 : 1))
            return false;
        var rank = data.Shape.Count;
        var axes = node.Integers("axes", 1, 13) is { } given ? Axes(given, rank) : Enumerable.Range(0, rank).Where(i => data.Shape[i] == 1).ToHashSet();
        return axes is not null && axes.All(a => data.Shape[a] == 1) && node.GiveSame(data, [.. data.Shape.Where((_, i) => !axes.Contains(i))]);
    }

    public static bool Unsqueeze(FoldNode node)
    {
        if (node.Input(0) is not { } data || node.Integers("axes", 1, 13) is not { } given || Axes(given, data.Shape.Count + given.Length) is not { } axes)
            return false;
        var dims = new Queue<long>(data.Shape);
        return node.GiveSame(data, Enumerable.Range(0, data.Shape.Count + given.Length).Select(i => axes.Contains(i) ? 1 : dims.Dequeue()).ToArray());
    }

    public static bool Transpose(FoldNode node)
    {
        if (node.Input(0) is not { } data)
            return false;
        var rank = data.Shape.Count;
        var order = node.Attributes.Integers("perm") ?? [.. Enumerable.Range(0, rank).Reverse()];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, rank)))
            return false;
        var strides = Strided.Of(data.Shape);
        return Walked(node, data, [.. order.Select(i => data.Shape[i])], [.. order.Select(i => strides[i])]);
    }

    public static bool Slice(FoldNode node)
    {
        var (starts, ends) = (node.Integers("starts", 1, 10), node.Integers("ends", 2, 10));
        if (node.Input(0) is not { } data || starts is null || ends is null || starts.Length != ends.Length)
            return false;
        var given = node.Integers("axes", 3, 10) ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        var steps = (node.Opset >= 10 ? node.Integers(4) : null) ?? [.. Enumerable.Repeat(1L, starts.Length)];
        if (given.Length != starts.Length || steps.Length != starts.Length || Axes(given, data.Shape.Count) is null)
            return false;
        var (dims, strides, start) = (data.Shape.ToArray(), Strided.Of(data.Shape), 0L);
        for (var i = 0; i < given.Length; i++)
        {
            var axis = FoldNode.Axis(given[i], dims.Length)!.Value;
            if (steps[i] == 0)
                return false;
            var (first, count, step) = Range(starts[i], ends[i], steps[i], dims[axis]);
            start += first * strides[axis];
            (dims[axis], strides[axis]) = (count, strides[axis] * step);
        }
        return Walked(node, data, dims, strides, start);
    }

    public static bool Expand(FoldNode node)
    {
        if (node.Input(0) is not { } data || node.Integers(1) is not { } target || target.Any(d => d < 0) || Broadcast.Of(data.Shape, new Shape(target)) is not { } shape)
            return false;
        return Walked(node, data, [.. shape], Strided.Repeated(data.Shape, shape.Count));
    }

    public static bool Tile(FoldNode node)
    {
        if (node.Input(0) is not { } data || node.Integers(1) is not { } repeats || repeats.Length != data.Shape.Count || repeats.Any(r => r is < 0 or > int.MaxValue))
            return false;
        // Each dimension is two: which copy, and where in it.
        var own = Strided.Of(data.Shape);
        return Walked(node, data, [.. repeats.Select((r, i) => r * data.Shape[i])], [.. own.SelectMany(s => new[] { 0, s })], 0, [.. repeats.SelectMany((r, i) => new[] { r, data.Shape[i] })]);
    }

    public static bool Gather(FoldNode node)
    {
        if (node.Input(0) is not { } data || node.Input(1) is not { Type: ElementType.Int64 or ElementType.Int32 } places
            || FoldNode.Axis(node.Attributes.Get("axis", 0L), data.Shape.Count) is not { } axis)
            return false;
        long[] dims = [.. data.Shape.Take(axis), .. places.Shape, .. data.Shape.Skip(axis + 1)];
        if (node.New(data.Type, dims) is not { } bytes)
            return false;
        var count = data.Shape[axis];
        var kept = new int[places.Count];
        for (var i = 0; i < kept.Length; i++)
        {
            var place = places.Type == ElementType.Int64 ? places.Integers[i] : BitConverter.ToInt32(places.Bytes.Span[(i * 4)..]);
            if (place < -count || place >= count)
                return false;
            kept[i] = (int)(place < 0 ? place + count : place);
        }
        DenseStorage.Slices(data.Bytes.Span, data.Shape, data.Type.Size()!.Value, axis, kept).CopyTo(bytes, 0);
        return node.Give(data.Type, dims, bytes);
    }

    /// <summary>The elements from <paramref name="start"/> to before <paramref name="end"/>, as ONNX counts them: the first, how many, and the step.</summary>
    public static (long First, long Count, long Step) Range(long start, long end, long step, long size)
    {
        // A step beyond the size takes one element, whatever it is.
        step = Math.Clamp(step, -int.MaxValue, int.MaxValue);
        start = start < 0 ? start + size : start;
        end = end < 0 ? end + size : end;
        if (step > 0)
        {
            (start, end) = (Math.Clamp(start, 0, size), Math.Clamp(end, 0, size));
            return (start, start < end ? (end - start - 1) / step + 1 : 0, step);
        }
        (start, end) = (Math.Clamp(start, Math.Min(0, size - 1), size - 1), Math.Clamp(end, -1, size - 1));
        return (start, start > end ? (start - end - 1) / -step + 1 : 0, step);
    }

    /// <summary>The dimensions of those numbers, or null if one does not exist or is named twice.</summary>
    public static HashSet<int>? Axes(long[] given, int rank)
    {
        var axes = given.Select(a => FoldNode.Axis(a, rank)).OfType<int>().ToHashSet();
        return axes.Count == given.Length ? axes : null;
    }

    private static bool Walked(FoldNode node, Weight data, long[] dims, long[] strides, long start = 0, long[]? walked = null)
    {
        if (node.New(data.Type, dims) is not { } bytes)
            return false;
        Strided.Copy(data.Bytes.Span, bytes, data.Type.Size()!.Value, walked ?? dims, strides, start);
        return node.Give(data.Type, dims, bytes);
    }

    /// <summary>The product, or -1 where a dimension is negative or it is above 2^31.</summary>
    private static long Product(long[] dims)
    {
        var product = 1L;
        foreach (var dim in dims)
        {
            if (dim < 0 || (dim > 0 && product > int.MaxValue / dim))
                return -1;
            product *= dim;
        }
        return product;
    }
}
