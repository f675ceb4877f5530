using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Entries added before and behind dimensions.</summary>
internal static class ReferencePadding
{
    public static ReferenceTensor Pad(Pad pad, ReferenceTensor x, ReferenceTensor? padInput, ReferenceTensor? valueInput, ReferenceTensor? axesInput)
    {
        int[] pads = pad.Pads is { } given ? [.. given.Select(p => (int)p)] : [.. padInput!.Values.Select(p => (int)p)];
        int[] axes = axesInput is null ? [.. Enumerable.Range(0, x.Rank)] : [.. axesInput.Values.Select(x.Axis)];
        var value = (pad.Pads is null ? valueInput?.Values[0] : pad.Value) ?? 0;
        var (begins, dims) = (new int[x.Rank], (int[])x.Dims.Clone());
        for (var i = 0; i < axes.Length; i++)
        {
            begins[axes[i]] = pads[i];
            dims[axes[i]] += pads[i] + pads[axes.Length + i];
        }
        return ReferenceTensor.Filled(dims, place =>
        {
            var own = new int[x.Rank];
            for (var axis = 0; axis < own.Length; axis++)
            {
                var inside = Inside(pad.Mode, place[axis] - begins[axis], x.Dims[axis]);
                if (inside < 0)
                    return value;
                own[axis] = inside;
            }
            return x.At(own);
        });
    }

    /// <summary>The entry that stands at a place that may lie outside, or -1 for the value.</summary>
    private static int Inside(PadMode mode, int at, int size) => at >= 0 && at < size ? at : mode switch
    {
        PadMode.Edge => at < 0 ? 0 : size - 1,
        PadMode.Wrap => (at % size + size) % size,
        // Back and forth, until it is inside.
        PadMode.Reflect => size == 1 ? 0 : Inside(mode, at < 0 ? -at : 2 * (size - 1) - at, size),
        _ => -1,
    };
}
