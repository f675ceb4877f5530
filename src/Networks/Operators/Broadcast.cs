namespace MLNetCompact.Operators;

/// <summary>How shapes are repeated to fit one another: aligned at the last dimension, a dimension of 1, or one that is missing, is repeated.</summary>
internal static class Broadcast
{
    /// <summary>The common shape, or null if there is none. Where only one side is known and is not 1, the other is taken to fit.</summary>
    public static Shape? Of(Shape left, Shape right)
    {
        var dims = new long[Math.Max(left.Count, right.Count)];
        for (var i = 1; i <= dims.Length; i++)
        {
            var (a, b) = (i <= left.Count ? left[^i] : 1, i <= right.Count ? right[^i] : 1);
            if (a != b && a is not (1 or Shape.Unknown) && b is not (1 or Shape.Unknown))
                return null;
            // Beside 1 the other decides, known or not; beside an unknown size only one above 1 is sure to.
            dims[^i] = a == 1 ? b : b == 1 || a == b ? a : a == Shape.Unknown ? b : a;
        }
        return new Shape(dims);
    }

    /// <summary>Whether <paramref name="shape"/> is or may be repeated to <paramref name="target"/> without making it larger.</summary>
    public static bool Into(Shape shape, Shape target)
    {
        for (var i = 1; i <= shape.Count; i++)
        {
            var size = i <= target.Count ? target[^i] : 1;
            if (shape[^i] != 1 && !Shapes.Fits(shape[^i], size))
                return false;
        }
        return true;
    }
}
