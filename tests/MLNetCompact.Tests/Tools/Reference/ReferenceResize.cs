using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Interpolation, one dimension after the other.</summary>
internal static class ReferenceResize
{
    public static ReferenceTensor Scale(Resize resize, ReferenceTensor x, ReferenceTensor? second, ReferenceTensor? third, ReferenceTensor? sizes)
    {
        if (resize.Antialias)
            throw new NotSupportedException("The reference executor does not know filters that widen.");
        var factors = resize.Old ? second : third;
        for (var axis = 0; axis < x.Rank; axis++)
        {
            var wanted = sizes is { Values.Length: > 0 } ? (int)sizes.Values[axis] : (int)Math.Floor(x.Dims[axis] * factors!.Values[axis]);
            // The factor that was asked for, not that of the sizes, tells the places.
            var factor = sizes is { Values.Length: > 0 } ? wanted / (double)x.Dims[axis] : factors!.Values[axis];
            if (wanted != x.Dims[axis] || factor != 1)
                x = Along(x, axis, wanted, at => Taps(resize, Place(resize.CoordinateTransformationMode, at, factor, x.Dims[axis], wanted), x.Dims[axis]));
        }
        return x;
    }

    public static ReferenceTensor Scale(Upsample upsample, ReferenceTensor x, ReferenceTensor? second)
    {
        var factors = upsample.Scales?.Select(s => (double)s).ToArray() ?? second!.Values;
        var rule = new Resize { Mode = upsample.Mode, CoordinateTransformationMode = "asymmetric", NearestMode = "floor" };
        for (var axis = 0; axis < x.Rank; axis++)
        {
            var (size, factor) = (x.Dims[axis], factors[axis]);
            x = Along(x, axis, (int)Math.Floor(size * factor), at => Taps(rule, at / factor, size));
        }
        return x;
    }

    /// <summary>Where an entry of the output lies in the input.</summary>
    private static double Place(string mode, int at, double factor, int size, int wanted) => mode switch
    {
        "half_pixel" => (at + 0.5) / factor - 0.5,
        "pytorch_half_pixel" => wanted > 1 ? (at + 0.5) / factor - 0.5 : 0,
        "align_corners" => wanted == 1 ? 0 : at * (size - 1.0) / (wanted - 1),
        "asymmetric" => at / factor,
        "half_pixel_symmetric" => size / 2.0 * (1 - wanted / (factor * size)) + (at + 0.5) / factor - 0.5,
        _ => throw new NotSupportedException($"The reference executor does not know coordinates {mode}."),
    };

    /// <summary>The entries of the input that make one of the output, and how much of each.</summary>
    private static IEnumerable<(int At, double Share)> Taps(Resize resize, double place, int size)
    {
        if (resize.Mode == "nearest")
        {
            var nearest = (resize.Old ? "floor" : resize.NearestMode) switch
            {
                "floor" => Math.Floor(place),
                "ceil" => Math.Ceiling(place),
                "round_prefer_floor" => Math.Ceiling(place - 0.5),
                _ => Math.Floor(place + 0.5),
            };
            return [((int)Math.Clamp(nearest, 0, size - 1), 1)];
        }
        var (first, part) = ((int)Math.Floor(place), place - Math.Floor(place));
        (int At, double Share)[] taps = resize.Mode == "linear" ? [(first, 1 - part), (first + 1, part)]
            : [.. Enumerable.Range(-1, 4).Select(i => (first + i, Cubic(resize.CubicCoeffA, Math.Abs(part - i))))];
        if (resize.ExcludeOutside)
        {
            taps = [.. taps.Where(t => t.At >= 0 && t.At < size)];
            var sum = taps.Sum(t => t.Share);
            taps = [.. taps.Select(t => (t.At, t.Share / sum))];
        }
        return taps.Select(t => (Math.Clamp(t.At, 0, size - 1), t.Share));
    }

    private static double Cubic(double a, double distance) => distance <= 1
        ? ((a + 2) * distance - (a + 3)) * distance * distance + 1
        : ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;

    private static ReferenceTensor Along(ReferenceTensor x, int axis, int wanted, Func<int, IEnumerable<(int At, double Share)>> taps)
    {
        var table = Enumerable.Range(0, wanted).Select(at => taps(at).ToArray()).ToArray();
        int[] dims = [.. x.Dims[..axis], wanted, .. x.Dims[(axis + 1)..]];
        return ReferenceTensor.Filled(dims, place =>
        {
            var own = (int[])place.Clone();
            return table[place[axis]].Sum(tap =>
            {
                own[axis] = tap.At;
                return tap.Share * x.At(own);
            });
        });
    }
}
