namespace MLNetCompact;

/// <summary>A dimension of a value whose size only running tells.</summary>
internal readonly record struct OpenDimension(string Value, int Axis);

/// <summary>A number of a shape: a constant, or so many times the size of an open dimension.</summary>
/// <param name="Factor">The constant, or the factor.</param>
/// <param name="Dimension">The dimension, or null for a constant.</param>
internal readonly record struct PartialNumber(long Factor, OpenDimension? Dimension = null)
{
    /// <summary>The constant, or null.</summary>
    public long? Constant => Dimension is null ? Factor : null;

    public static PartialNumber? Add(PartialNumber a, PartialNumber b) =>
        a.Dimension == b.Dimension || b == default ? Of(checked(a.Factor + b.Factor), a.Dimension) : a == default ? b : null;

    public static PartialNumber? Subtract(PartialNumber a, PartialNumber b) =>
        a.Dimension == b.Dimension || b == default ? Of(checked(a.Factor - b.Factor), a.Dimension) : null;

    public static PartialNumber? Multiply(PartialNumber a, PartialNumber b) =>
        b.Constant is { } right ? Of(checked(a.Factor * right), a.Dimension) : a.Constant is not null ? Multiply(b, a) : null;

    public static PartialNumber? Divide(PartialNumber a, PartialNumber b) =>
        b.Constant is { } divisor and > 0 && (a.Dimension is null || a.Factor % divisor == 0) ? Of(a.Factor / divisor, a.Dimension) : null;

    /// <summary>Whether both are the same, if that can be told: a size is never negative.</summary>
    public static PartialNumber? Equal(PartialNumber a, PartialNumber b) =>
        a.Constant is { } left && b.Constant is { } right ? new(left == right ? 1 : 0)
        : a == b ? new(1)
        : (a.Constant ?? b.Constant) < 0 && (a.Dimension is null ? b.Factor : a.Factor) >= 0 ? new(0) : null;

    private static PartialNumber Of(long factor, OpenDimension? dimension) => new(factor, factor == 0 ? null : dimension);
}

/// <summary>A small tensor of integers or truth values, no more than a row of them, of which not all may be known.</summary>
/// <param name="Type">The type of the elements.</param>
/// <param name="IsScalar">Whether it has no dimension; else it has one.</param>
/// <param name="Numbers">The numbers, null for one that is not known.</param>
internal sealed record PartialVector(ElementType Type, bool IsScalar, PartialNumber?[] Numbers)
{
    /// <summary>Longer ones are no shapes.</summary>
    public const int Most = ShapeInference.MostDimensions;

    public Shape Shape => IsScalar ? new Shape() : new Shape(Numbers.Length);

    /// <summary>All numbers where they are constants, or null.</summary>
    public long[]? Constants => Numbers.All(n => n?.Constant is not null) ? [.. Numbers.Select(n => n!.Value.Factor)] : null;

    /// <summary>The numbers of a constant, or null if it is no small row of integers or truth values.</summary>
    public static PartialVector? Of(Weight? weight)
    {
        if (weight is not { Type: ElementType.Int64 or ElementType.Int32 or ElementType.Bool, Shape.Count: <= 1, Count: <= Most })
            return null;
        var bytes = weight.Bytes.ToArray();
        long Number(int i) => weight.Type switch
        {
            ElementType.Int64 => BitConverter.ToInt64(bytes, i * 8),
            ElementType.Int32 => BitConverter.ToInt32(bytes, i * 4),
            _ => bytes[i] != 0 ? 1 : 0,
        };
        return new(weight.Type, weight.Shape.Count == 0, [.. Enumerable.Range(0, (int)weight.Count).Select(i => (PartialNumber?)new PartialNumber(Number(i)))]);
    }

    /// <summary>The weight of that name, where all numbers are constants that the type holds; else null.</summary>
    public Weight? ToWeight(string name)
    {
        if (Constants is not { } numbers || (Type == ElementType.Int32 && numbers.Any(n => n is < int.MinValue or > int.MaxValue)))
            return null;
        return Type switch
        {
            ElementType.Int64 => Weight.Of(name, Shape, numbers),
            ElementType.Int32 => Weight.Of(name, Type, Shape, [.. numbers.SelectMany(n => BitConverter.GetBytes((int)n))]),
            _ => Weight.Of(name, Type, Shape, [.. numbers.Select(n => (byte)n)]),
        };
    }

    /// <summary>The numbers of two vectors taken together, one of a single number repeated; null if their lengths do not fit.</summary>
    public static PartialVector? Join(PartialVector a, PartialVector b, ElementType type, Func<PartialNumber, PartialNumber, PartialNumber?> join)
    {
        if (a.Type != b.Type || (a.Numbers.Length != b.Numbers.Length && a.Numbers.Length != 1 && b.Numbers.Length != 1))
            return null;
        var count = a.Numbers.Length == 1 ? b.Numbers.Length : a.Numbers.Length;
        return new(type, a.IsScalar && b.IsScalar, [.. Enumerable.Range(0, count).Select(i => a.At(i) is { } left && b.At(i) is { } right ? join(left, right) : null)]);
    }

    public PartialNumber? At(int index) => Numbers[Numbers.Length == 1 ? 0 : index];
}
