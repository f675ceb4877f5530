using System.Collections;
using System.Globalization;

namespace MLNetCompact;

/// <summary>The dimensions of a tensor. <see cref="Unknown"/> stands for a size that is not known before the network runs, such as the batch.</summary>
public sealed class Shape : IReadOnlyList<long>, IEquatable<Shape>
{
    /// <summary>A dimension whose size is not known before the network runs.</summary>
    public const long Unknown = -1;

    private readonly long[] _dims;

    /// <summary>Creates a shape; a dimension is at least 0, or <see cref="Unknown"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is below -1.</exception>
    public Shape(params IEnumerable<long> dims)
    {
        _dims = dims.ToArray();
        if (_dims.Any(d => d < Unknown))
            throw new ArgumentOutOfRangeException(nameof(dims), $"Shape {this} has a negative dimension.");
    }

    /// <summary>How many dimensions there are.</summary>
    public int Count => _dims.Length;

    /// <summary>The size of dimension <paramref name="index"/>.</summary>
    public long this[int index] => _dims[index];

    /// <summary>Whether every dimension is known.</summary>
    public bool IsKnown => !_dims.Contains(Unknown);

    /// <summary>Whether every dimension but the first is known.</summary>
    internal bool IsKnownPerRow => !_dims.AsSpan(Math.Min(1, _dims.Length)).Contains(Unknown);

    /// <summary>The number of elements; 1 for a scalar.</summary>
    /// <exception cref="InvalidOperationException">A dimension is unknown.</exception>
    public long Elements => IsKnown
        ? _dims.Aggregate(1L, (product, d) => checked(product * d))
        : throw new InvalidOperationException($"Shape {this} has an unknown dimension.");

    /// <summary>The number of elements of one row: the product of all dimensions but the first.</summary>
    public long ElementsPerRow => new Shape(_dims.Skip(1)).Elements;

    /// <summary>The same shape with dimension <paramref name="index"/> set to <paramref name="size"/>.</summary>
    public Shape With(int index, long size)
    {
        var dims = (long[])_dims.Clone();
        dims[index] = size;
        return new Shape(dims);
    }

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && _dims.AsSpan().SequenceEqual(other._dims);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => _dims.Aggregate(17, HashCode.Combine);

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)_dims).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The dimensions in brackets, with N for an unknown one: [N, 1, 28, 28].</summary>
    public override string ToString() =>
        $"[{string.Join(", ", _dims.Select(d => d == Unknown ? "N" : d.ToString(CultureInfo.InvariantCulture)))}]";
}
