namespace MLNetCompact.Operators;

/// <summary>Sums with dimensions of which some are not known.</summary>
internal static class Shapes
{
    /// <summary>The most dimensions that are believed where only their number is stated.</summary>
    public const int MostOpen = 64;

    /// <summary>Whether two sizes may be the same: an unknown one fits any.</summary>
    public static bool Fits(long left, long right) => left == right || left == Shape.Unknown || right == Shape.Unknown;

    /// <summary>A shape of which only the number of dimensions is known.</summary>
    public static Shape Open(int rank) => new(Enumerable.Repeat(Shape.Unknown, rank));

    /// <summary>The product, 0 where a size is not known, and the largest number where it is above that.</summary>
    public static long Product(IEnumerable<long> sizes)
    {
        var product = 1L;
        foreach (var size in sizes)
        {
            if (size <= 0)
                return 0;
            product = product > long.MaxValue / size ? long.MaxValue : product * size;
        }
        return product;
    }

    /// <summary>The number of elements, or <see cref="Shape.Unknown"/>; 0 if any dimension is 0.</summary>
    /// <exception cref="OverflowException">It is above the largest number.</exception>
    public static long Elements(IReadOnlyCollection<long> sizes) => sizes.Contains(0) ? 0
        : sizes.Contains(Shape.Unknown) ? Shape.Unknown : sizes.Aggregate(1L, (product, size) => checked(product * size));
}
