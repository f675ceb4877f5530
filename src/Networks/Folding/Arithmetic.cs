using System.Numerics;
using System.Runtime.InteropServices;
using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>Operators that compute each element by itself: arithmetic, comparisons and logic, on 32- and 64-bit integers and 16-, 32- and 64-bit floating point.</summary>
internal static class Arithmetic
{
    /// <summary>Computes a node of one or two inputs of numbers.</summary>
    public static bool Numbers(FoldNode node) => node.Input(0)?.Type switch
    {
        ElementType.Int32 => Integers<int>(node),
        ElementType.Int64 => Integers<long>(node),
        ElementType.Float16 => Floats<Half>(node),
        ElementType.Float => Floats<float>(node),
        ElementType.Double => Floats<double>(node),
        ElementType.Bool when node.OpType == "Equal" => Two<byte, bool>(node, ElementType.Bool, static (a, b) => a != 0 == (b != 0)),
        _ => false,
    };

    /// <summary>Computes a node of truth values.</summary>
    public static bool Logic(FoldNode node) => node.OpType switch
    {
        "Not" => One<byte, bool>(node, ElementType.Bool, ElementType.Bool, static a => a == 0),
        "And" => Two<byte, bool>(node, ElementType.Bool, static (a, b) => a != 0 && b != 0, ElementType.Bool),
        "Or" => Two<byte, bool>(node, ElementType.Bool, static (a, b) => a != 0 || b != 0, ElementType.Bool),
        "Xor" => Two<byte, bool>(node, ElementType.Bool, static (a, b) => a != 0 != (b != 0), ElementType.Bool),
        _ => false,
    };

    /// <summary>For each element, that of the second input where the first is true, else that of the third.</summary>
    public static bool Where(FoldNode node)
    {
        if (node.Input(0) is not { Type: ElementType.Bool } condition || node.Input(1) is not { } yes || node.Input(2) is not { } no || yes.Type != no.Type
            || Broadcast.Of(yes.Shape, no.Shape) is not { } values || Broadcast.Of(condition.Shape, values) is not { } dims || node.New(yes.Type, dims) is not { } bytes)
            return false;
        var size = yes.Type.Size()!.Value;
        var walks = new[] { condition, yes, no }.Select(w => new Walk(dims, Strided.Repeated(w.Shape, dims.Count))).ToArray();
        for (var i = 0; i < bytes.Length; i += size)
        {
            var (from, at) = condition.Bytes.Span[walks[0].At] != 0 ? (yes, walks[1].At) : (no, walks[2].At);
            from.Bytes.Span.Slice(at * size, size).CopyTo(bytes.AsSpan(i));
            foreach (ref var walk in walks.AsSpan())
                walk.Next();
        }
        return node.Give(yes.Type, dims, bytes);
    }

    private static bool Integers<T>(FoldNode node) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var type = node.Input(0)!.Type;
        switch (node.OpType)
        {
            // What runtimes make of these is not defined.
            case "Div" or "Mod" when node.Input(1) is { } divisor && divisor.Type == type
                && (Contains(divisor, T.Zero) || (Contains(divisor, -T.One) && Contains(node.Input(0)!, T.MinValue))):
                return false;
            case "Div":
                return Two<T, T>(node, type, static (a, b) => a / b);
            case "Mod" when node.Attributes.Flag("fmod"):
                return Two<T, T>(node, type, static (a, b) => a % b);
            case "Mod":
                return Two<T, T>(node, type, static (a, b) => a % b is var rest && rest != T.Zero && T.IsNegative(rest) != T.IsNegative(b) ? rest + b : rest);
            case "Pow":
                return Power<T>(node);
            case "Floor" or "Ceil" or "Sqrt":
                return false;
            default:
                return Common<T>(node);
        }
    }

    private static bool Floats<T>(FoldNode node) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var type = node.Input(0)!.Type;
        return node.OpType switch
        {
            "Div" => Two<T, T>(node, type, static (a, b) => a / b),
            "Mod" when node.Attributes.Flag("fmod") => Two<T, T>(node, type, static (a, b) => a % b),
            "Mod" => false,
            "Pow" => Power<T>(node),
            "Floor" => One<T, T>(node, type, type, T.Floor),
            "Ceil" => One<T, T>(node, type, type, T.Ceiling),
            "Sqrt" => One<T, T>(node, type, type, T.Sqrt),
            _ => Common<T>(node),
        };
    }

    private static bool Common<T>(FoldNode node) where T : unmanaged, INumber<T>
    {
        var type = node.Input(0)!.Type;
        return node.OpType switch
        {
            "Add" => Two<T, T>(node, type, static (a, b) => a + b),
            "Sub" => Two<T, T>(node, type, static (a, b) => a - b),
            "Mul" => Two<T, T>(node, type, static (a, b) => a * b),
            "Min" => Two<T, T>(node, type, T.Min),
            "Max" => Two<T, T>(node, type, T.Max),
            "Neg" => One<T, T>(node, type, type, static a => -a),
            "Abs" => One<T, T>(node, type, type, T.Abs),
            "Equal" => Two<T, bool>(node, ElementType.Bool, static (a, b) => a == b),
            "Less" => Two<T, bool>(node, ElementType.Bool, static (a, b) => a < b),
            "LessOrEqual" => Two<T, bool>(node, ElementType.Bool, static (a, b) => a <= b),
            "Greater" => Two<T, bool>(node, ElementType.Bool, static (a, b) => a > b),
            "GreaterOrEqual" => Two<T, bool>(node, ElementType.Bool, static (a, b) => a >= b),
            _ => false,
        };
    }

    /// <summary>The numbers from the first input to before the second, in steps of the third.</summary>
    public static bool Range(FoldNode node) => node.Input(0)?.Type switch
    {
        ElementType.Int32 => Range<int>(node),
        ElementType.Int64 => Range<long>(node),
        ElementType.Float => Range<float>(node),
        ElementType.Double => Range<double>(node),
        _ => false,
    };

    private static bool Range<T>(FoldNode node) where T : unmanaged, INumber<T>
    {
        var type = node.Input(0)!.Type;
        var given = new T[3];
        for (var i = 0; i < 3; i++)
        {
            if (node.Input(i) is not { Count: 1 } input || input.Type != type)
                return false;
            given[i] = Of<T>(input)[0];
        }
        var count = Math.Ceiling((double.CreateChecked(given[1]) - double.CreateChecked(given[0])) / double.CreateChecked(given[2]));
        if (T.IsZero(given[2]) || !(count < int.MaxValue) || node.New(type, [(long)Math.Max(0, count)]) is not { } bytes)
            return false;
        var values = MemoryMarshal.Cast<byte, T>(bytes.AsSpan());
        for (var i = 0; i < values.Length; i++)
            values[i] = given[0] + T.CreateTruncating(i) * given[2];
        return node.Give(type, [values.Length], bytes);
    }

    /// <summary>The exponent may be of another type; the result is of the base's.</summary>
    private static bool Power<T>(FoldNode node) where T : unmanaged, INumber<T>
    {
        if (node.Input(0) is not { } number || node.Input(1) is not { } exponent || Casting.Doubles(exponent) is not { } exponents
            || Broadcast.Of(number.Shape, exponent.Shape) is not { } dims || node.New(number.Type, dims) is not { } bytes)
            return false;
        var (a, b) = (new Walk(dims, Strided.Repeated(number.Shape, dims.Count)), new Walk(dims, Strided.Repeated(exponent.Shape, dims.Count)));
        var numbers = Of<T>(number);
        foreach (ref var result in MemoryMarshal.Cast<byte, T>(bytes.AsSpan()))
        {
            var power = Math.Pow(double.CreateChecked(numbers[a.At]), exponents[b.At]);
            // Larger integers, and fractions of them, are not exact.
            if (!number.Type.IsFloating() && !(Math.Abs(power) < 1L << 53 && power == Math.Truncate(power)))
                return false;
            result = T.CreateChecked(power);
            a.Next();
            b.Next();
        }
        return node.Give(number.Type, dims, bytes);
    }

    private static bool One<TFrom, TTo>(FoldNode node, ElementType from, ElementType to, Func<TFrom, TTo> compute) where TFrom : unmanaged where TTo : unmanaged
    {
        if (node.Input(0) is not { } input || input.Type != from || node.New(to, input.Shape) is not { } bytes)
            return false;
        var values = Of<TFrom>(input);
        var results = MemoryMarshal.Cast<byte, TTo>(bytes.AsSpan());
        for (var i = 0; i < results.Length; i++)
            results[i] = compute(values[i]);
        return node.Give(to, input.Shape, bytes);
    }

    private static bool Two<TFrom, TTo>(FoldNode node, ElementType to, Func<TFrom, TFrom, TTo> compute, ElementType? from = null) where TFrom : unmanaged where TTo : unmanaged
    {
        if (node.Count.Inputs != 2 || node.Input(0) is not { } left || node.Input(1) is not { } right || left.Type != (from ?? left.Type) || right.Type != left.Type
            || Broadcast.Of(left.Shape, right.Shape) is not { } dims || node.New(to, dims) is not { } bytes)
            return false;
        var (a, b) = (new Walk(dims, Strided.Repeated(left.Shape, dims.Count)), new Walk(dims, Strided.Repeated(right.Shape, dims.Count)));
        var lefts = Of<TFrom>(left);
        var rights = Of<TFrom>(right);
        foreach (ref var result in MemoryMarshal.Cast<byte, TTo>(bytes.AsSpan()))
        {
            result = compute(lefts[a.At], rights[b.At]);
            a.Next();
            b.Next();
        }
        return node.Give(to, dims, bytes);
    }

    private static bool Contains<T>(Weight weight, T value) where T : unmanaged, IEquatable<T> => Of<T>(weight).Contains(value);

    private static ReadOnlySpan<T> Of<T>(Weight weight) where T : unmanaged => MemoryMarshal.Cast<byte, T>(weight.Bytes.Span);
}
