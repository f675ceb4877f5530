using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Some operators that the library carries through without knowing them.</summary>
internal static class ReferenceOpaque
{
    public static ReferenceTensor Compute(OpaqueOp op, ReferenceTensor[] inputs) => op.OpType switch
    {
        "Atan" => inputs[0].Each(Math.Atan),
        "Shrink" => inputs[0].Each(x => x < -op.Attributes.Get("lambd", 0.5f) ? x + op.Attributes.Get("bias", 0f) : x > op.Attributes.Get("lambd", 0.5f) ? x - op.Attributes.Get("bias", 0f) : 0),
        "Sum" => inputs.Aggregate((a, b) => ReferenceBroadcast.Both(a, b, (x, y) => x + y)),
        "Mean" => inputs.Aggregate((a, b) => ReferenceBroadcast.Both(a, b, (x, y) => x + y)).Each(x => x / inputs.Length),
        "Max" => inputs.Aggregate((a, b) => ReferenceBroadcast.Both(a, b, Math.Max)),
        "LRN" => LocalResponse(op, inputs[0]),
        _ => throw new NotSupportedException($"The reference executor does not know {op.OpType}."),
    };

    /// <summary>x / (bias + alpha / size * sum of the squares of the neighbouring channels) ^ beta.</summary>
    private static ReferenceTensor LocalResponse(OpaqueOp op, ReferenceTensor x)
    {
        var size = (int)op.Attributes.Get("size", 1L);
        var (alpha, beta, bias) = (op.Attributes.Get("alpha", 1e-4f), op.Attributes.Get("beta", 0.75f), op.Attributes.Get("bias", 1f));
        return ReferenceTensor.Filled(x.Dims, place =>
        {
            var (own, squares) = ((int[])place.Clone(), 0.0);
            for (var c = Math.Max(0, place[1] - (size - 1) / 2); c <= Math.Min(x.Dims[1] - 1, place[1] + size / 2); c++)
            {
                own[1] = c;
                squares += x.At(own) * x.At(own);
            }
            return x.At(place) / Math.Pow(bias + alpha / size * squares, beta);
        });
    }
}
