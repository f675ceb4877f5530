using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Operators of two tensors, element by element, the smaller ones repeated.</summary>
internal static class ReferenceBroadcast
{
    public static Func<double, double, double> Function(Operator op) => op switch
    {
        Add => (a, b) => a + b,
        Sub => (a, b) => a - b,
        Mul => (a, b) => a * b,
        Div => (a, b) => a / b,
        Pow => Math.Pow,
        Max => Math.Max,
        Min => Math.Min,
        _ => throw new NotSupportedException($"The reference executor does not know {op.OpType}."),
    };

    public static ReferenceTensor Both(ReferenceTensor left, ReferenceTensor right, Func<double, double, double> apply) =>
        ReferenceTensor.Filled(Dims(left.Dims, right.Dims), place => apply(left.Repeated(place), right.Repeated(place)));

    /// <summary>The common dimensions, aligned at the last.</summary>
    public static int[] Dims(int[] left, int[] right)
    {
        var rank = Math.Max(left.Length, right.Length);
        var dims = new int[rank];
        for (var i = 1; i <= rank; i++)
        {
            var (a, b) = (i <= left.Length ? left[^i] : 1, i <= right.Length ? right[^i] : 1);
            if (a != b && a != 1 && b != 1)
                throw new InvalidOperationException($"[{string.Join(", ", left)}] and [{string.Join(", ", right)}] do not fit.");
            dims[^i] = a == 1 ? b : a;
        }
        return dims;
    }
}
