using System.Runtime.InteropServices;

namespace MLNetCompact;

/// <summary>Moves elements of any type: the output walks through the input with a step of its own for each dimension.</summary>
internal static class Strided
{
    /// <summary>The steps, in elements, of a row-major tensor.</summary>
    public static long[] Of(IReadOnlyList<long> dims)
    {
        var strides = new long[dims.Count];
        var stride = 1L;
        for (var i = dims.Count - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= dims[i];
        }
        return strides;
    }

    /// <summary>The steps with which a tensor is walked through when it is repeated to that many dimensions: 0 where it is repeated.</summary>
    public static long[] Repeated(IReadOnlyList<long> dims, int rank)
    {
        var own = Of(dims);
        var strides = new long[rank];
        for (var i = 1; i <= dims.Count; i++)
            strides[^i] = dims[^i] == 1 ? 0 : own[^i];
        return strides;
    }

    /// <summary>Fills <paramref name="to"/>, a tensor of dimensions <paramref name="dims"/>, row by row.</summary>
    public static void Copy(ReadOnlySpan<byte> from, Span<byte> to, int size, IReadOnlyList<long> dims, IReadOnlyList<long> strides, long start = 0)
    {
        switch (size)
        {
            case 1:
                Copy<byte>(from, to, dims, strides, start);
                break;
            case 2:
                Copy<ushort>(from, to, dims, strides, start);
                break;
            case 4:
                Copy<uint>(from, to, dims, strides, start);
                break;
            default:
                Copy<ulong>(from, to, dims, strides, start);
                break;
        }
    }

    private static void Copy<T>(ReadOnlySpan<byte> fromBytes, Span<byte> toBytes, IReadOnlyList<long> dims, IReadOnlyList<long> strides, long start) where T : unmanaged
    {
        var from = MemoryMarshal.Cast<byte, T>(fromBytes);
        var walk = new Walk(dims, strides, start);
        foreach (ref var element in MemoryMarshal.Cast<byte, T>(toBytes))
        {
            element = from[walk.At];
            walk.Next();
        }
    }
}

/// <summary>Goes through a tensor in row-major order of given dimensions, with a step of its own for each dimension.</summary>
internal struct Walk
{
    private readonly int[] _dims;
    private readonly long[] _strides;
    private readonly int[] _index;
    private long _at;

    public Walk(IReadOnlyList<long> dims, IReadOnlyList<long> strides, long start = 0)
    {
        // Dimensions of 1 never move.
        var moving = Enumerable.Range(0, dims.Count).Where(i => dims[i] != 1).Reverse().ToArray();
        (_dims, _strides, _index, _at) = ([.. moving.Select(i => (int)dims[i])], [.. moving.Select(i => strides[i])], new int[moving.Length], start);
    }

    /// <summary>The element, counted from the first.</summary>
    public readonly int At => (int)_at;

    public void Next()
    {
        for (var i = 0; i < _index.Length; i++)
        {
            _at += _strides[i];
            if (++_index[i] < _dims[i])
                return;
            _at -= _strides[i] * _dims[i];
            _index[i] = 0;
        }
    }
}
