using MLNetCompact.Operators;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>Scaling of maps, one dimension after the other. Places are computed in 32 bits, as ONNX Runtime does: at halves the last bit decides.</summary>
internal static class TorchResizing
{
    /// <summary>What of <paramref name="op"/> cannot be trained, or null.</summary>
    public static string? Refusal(Operator op) => op switch
    {
        Resize { Mode: not ("nearest" or "linear") } resize => $"mode '{resize.Mode}'",
        Resize { CoordinateTransformationMode: not ("half_pixel" or "half_pixel_symmetric" or "pytorch_half_pixel" or "align_corners" or "asymmetric") } resize
            => $"coordinate_transformation_mode '{resize.CoordinateTransformationMode}'",
        Resize { Mode: "nearest", NearestMode: not ("round_prefer_floor" or "round_prefer_ceil" or "floor" or "ceil") } resize => $"nearest_mode '{resize.NearestMode}'",
        Resize { Antialias: true } => "antialias",
        Upsample { Mode: not ("nearest" or "linear") } upsample => $"mode '{upsample.Mode}'",
        _ => null,
    };

    public static Tensor Run(Resize op, TorchInputs inputs)
    {
        var shape = inputs[0].shape;
        var scales = inputs.Floats(op.Old ? 1 : 2) is { Length: > 0 } given ? given : null;
        var sizes = scales is null ? inputs.Integers(3)! : Sizes(shape, scales);
        scales ??= [.. sizes.Select((size, i) => (float)size / shape[i])];
        return Scaled(inputs[0], scales, sizes, op.Mode == "linear", op.CoordinateTransformationMode, op.Old ? "" : op.NearestMode);
    }

    public static Tensor Run(Upsample op, TorchInputs inputs)
    {
        float[] scales = [.. op.Scales ?? inputs.Floats(1)!];
        return Scaled(inputs[0], scales, Sizes(inputs[0].shape, scales), op.Mode == "linear", "asymmetric", "");
    }

    private static long[] Sizes(long[] shape, float[] scales) => [.. scales.Select((scale, i) => (long)MathF.Floor(scale * shape[i]))];

    private static Tensor Scaled(Tensor x, float[] scales, long[] sizes, bool linear, string mode, string rounding)
    {
        var shape = x.shape;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (scales[axis] == 1 && sizes[axis] == shape[axis])
                continue;
            var (scale, size) = (scales[axis], shape[axis]);
            float[] places = [.. Enumerable.Range(0, (int)sizes[axis]).Select(i => Place(i, scale, size, sizes[axis], mode))];
            x = linear ? Interpolated(x, axis, [.. places.Select(p => Math.Clamp(p, 0, size - 1))])
                : Repeated(x, axis, [.. places.Select(p => Math.Clamp((long)Rounded(p, scale, rounding), 0, size - 1))]);
        }
        return x;
    }

    /// <summary>The place in the input of entry <paramref name="i"/> of the output.</summary>
    private static float Place(int i, float scale, long size, long resized, string mode) => mode switch
    {
        "align_corners" => resized == 1 ? 0 : (float)i * (size - 1) / (resized - 1),
        "asymmetric" => i / scale,
        "pytorch_half_pixel" when resized == 1 => 0,
        "half_pixel_symmetric" => size / 2f * (1 - resized / (scale * size)) + (i + 0.5f) / scale - 0.5f,
        _ => (i + 0.5f) / scale - 0.5f,
    };

    private static float Rounded(float place, float scale, string rounding) => rounding switch
    {
        "round_prefer_floor" => MathF.Ceiling(place - 0.5f),
        "round_prefer_ceil" => MathF.Floor(place + 0.5f),
        "floor" => MathF.Floor(place),
        "ceil" => MathF.Ceiling(place),
        // Before opset 11 nothing was said, and runtimes round so.
        _ => scale < 1 ? MathF.Ceiling(place) : MathF.Floor(place),
    };

    private static Tensor Repeated(Tensor x, int axis, long[] indices)
    {
        var shape = x.shape;
        var times = indices.LongLength / shape[axis];
        if (indices.LongLength != times * shape[axis] || indices.Where((index, i) => index != i / times).Any())
            return TorchSlicing.Select(x, axis, indices);
        // Every entry as often as its neighbours: torch adds their gradients faster than those of a selection.
        long[] repeated = [.. shape[..(axis + 1)], times, .. shape[(axis + 1)..]];
        return x.unsqueeze(axis + 1).expand(repeated, false).reshape([.. shape[..axis], indices.LongLength, .. shape[(axis + 1)..]]);
    }

    private static Tensor Interpolated(Tensor x, int axis, float[] places)
    {
        var last = x.shape[axis] - 1;
        long[] below = [.. places.Select(p => (long)p)];
        var shares = TorchTensors.Of([.. places.Select((p, i) => p - below[i])], [places.LongLength, .. Enumerable.Repeat(1L, (int)x.dim() - axis - 1)], x.device);
        var (low, high) = (TorchSlicing.Select(x, axis, below), TorchSlicing.Select(x, axis, [.. below.Select(i => Math.Min(i + 1, last))]));
        return low.add(high.sub(low).mul(shares));
    }
}
