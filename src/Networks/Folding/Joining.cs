namespace MLNetCompact;

/// <summary>Operators that make tensors of parts, or parts of tensors, or tensors of nothing but a size.</summary>
internal static class Joining
{
    public static bool Concat(FoldNode node)
    {
        var parts = Enumerable.Range(0, node.Count.Inputs).Select(node.Input).ToArray();
        if (parts.Length == 0 || parts[0] is not { } first || !node.Attributes.Has("axis") || FoldNode.Axis(node.Attributes.Get("axis", 0L), first.Shape.Count) is not { } axis
            || parts.Any(p => p is null || p.Type != first.Type || p.Shape.Count != first.Shape.Count || !p.Shape.With(axis, 0).Equals(first.Shape.With(axis, 0))))
            return false;
        var dims = first.Shape.With(axis, parts.Sum(p => p!.Shape[axis]));
        if (node.New(first.Type, dims) is not { } bytes)
            return false;
        var outer = (int)new Shape(dims.Take(axis)).Elements;
        var at = 0;
        for (var o = 0; o < outer; o++)
        {
            foreach (var part in parts)
            {
                var length = part!.Bytes.Length / outer;
                part.Bytes.Span.Slice(o * length, length).CopyTo(bytes.AsSpan(at));
                at += length;
            }
        }
        return node.Give(first.Type, dims, bytes);
    }

    public static bool Split(FoldNode node)
    {
        if (node.Input(0) is not { } data || FoldNode.Axis(node.Attributes.Get("axis", 0L), data.Shape.Count) is not { } axis)
            return false;
        var (size, count) = (data.Shape[axis], node.Count.Outputs);
        var whole = (size + count - 1) / count;
        var sizes = node.Integers("split", 1, 13) ?? [.. Enumerable.Range(0, count).Select(i => Math.Clamp(size - i * whole, 0, whole))];
        if (sizes.Length != count || sizes.Any(s => s < 0 || s > size) || sizes.Sum() != size || (node.Opset < 18 && node.Count.Inputs < 2 && !node.Attributes.Has("split") && size % count != 0))
            return false;
        var (strides, start) = (Strided.Of(data.Shape), 0L);
        foreach (var part in sizes)
        {
            var dims = data.Shape.With(axis, part);
            if (node.New(data.Type, dims) is not { } bytes)
                return false;
            Strided.Copy(data.Bytes.Span, bytes, data.Type.Size()!.Value, dims, strides, start);
            node.Give(data.Type, dims, bytes);
            start += part * strides[axis];
        }
        return true;
    }

    public static bool Pad(FoldNode node)
    {
        if (node.Input(0) is not { } data || node.Attributes.Get("mode", "constant") != "constant" || node.Integers("pads", 1, 11) is not { } pads)
            return false;
        var (rank, size) = (data.Shape.Count, data.Type.Size()!.Value);
        var axes = node.Opset >= 18 && node.Input(3) is not null ? node.Integers(3) : [.. Enumerable.Range(0, rank).Select(i => (long)i)];
        if (axes is null || Movement.Axes(axes, rank) is null || pads.Length != 2 * axes.Length || pads.Any(p => Math.Abs(p) > int.MaxValue) || Fill(node, data.Type, size) is not { } fill)
            return false;
        var dims = data.Shape.ToArray();
        var (before, after) = (new long[rank], new long[rank]);
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = FoldNode.Axis(axes[i], rank)!.Value;
            (before[axis], after[axis]) = (pads[i], pads[i + axes.Length]);
            dims[axis] += pads[i] + pads[i + axes.Length];
        }
        if (node.New(data.Type, dims) is not { } bytes)
            return false;
        for (var i = 0; i < bytes.Length; i += size)
            fill.CopyTo(bytes.AsSpan(i));
        // What of the input lies in the output: a box in both.
        long[] box = [.. dims.Select((d, i) => Math.Min(data.Shape[i], data.Shape[i] + after[i]) - Math.Max(0, -before[i]))];
        if (box.All(b => b > 0))
            Box(data, bytes, size, box, [.. before.Select(b => Math.Max(0, -b))], dims, [.. before.Select(b => Math.Max(0, b))]);
        return node.Give(data.Type, dims, bytes);
    }

    public static bool ConstantOfShape(FoldNode node)
    {
        var value = node.Attributes.Has("value") ? node.Tensor("value") : Weight.Of("value", new Shape(1), [0f]);
        if (node.Integers(0) is not { } dims || value is not { Count: 1 } || node.New(value.Type, dims) is not { } bytes)
            return false;
        for (var i = 0; i < bytes.Length; i += value.Bytes.Length)
            value.Bytes.Span.CopyTo(bytes.AsSpan(i));
        return node.Give(value.Type, dims, bytes);
    }

    private static byte[]? Fill(FoldNode node, ElementType type, int size)
    {
        if (node.Opset < 11)
            return type == ElementType.Float ? BitConverter.GetBytes(node.Attributes.Get("value", 0f)) : node.Attributes.Has("value") ? null : new byte[size];
        return node.Input(2) is not { } value ? new byte[size] : value.Type == type && value.Count == 1 ? value.Bytes.ToArray() : null;
    }

    /// <summary>Copies a box of one tensor to a place in another, row by row.</summary>
    private static void Box(Weight from, byte[] to, int size, long[] box, long[] fromStart, long[] toDims, long[] toStart)
    {
        var (fromStrides, toStrides) = (Strided.Of(from.Shape), Strided.Of(toDims));
        var run = box.Length == 0 ? 1 : box[^1];
        var rows = box.Length == 0 ? [] : box[..^1];
        var source = new Walk(rows, fromStrides, fromStart.Zip(fromStrides, (s, t) => s * t).Sum());
        var target = new Walk(rows, toStrides, toStart.Zip(toStrides, (s, t) => s * t).Sum());
        for (var count = rows.Aggregate(1L, (product, d) => product * d); count > 0; count--)
        {
            from.Bytes.Span.Slice(source.At * size, (int)(run * size)).CopyTo(to.AsSpan(target.At * size));
            source.Next();
            target.Next();
        }
    }
}
