using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>
/// A vector, dense (no indices) or sparse (the values at ascending indices, everything else default).
/// A value: whoever hands one to a getter lends its memory, which the getter may fill anew.
/// </summary>
public readonly struct VBuffer<T> : IEnumerable
{
    private readonly T[]? _values;
    private readonly int[]? _indices;
    private readonly int _count;

    public readonly int Length;

    public VBuffer(int length, T[] values, int[]? indices = null)
        : this(length, indices == null ? length : Math.Min(values?.Length ?? 0, indices.Length), values!, indices) { }

    public VBuffer(int length, int count, T[] values, int[]? indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, length);
        if ((values?.Length ?? 0) < count)
            throw new ArgumentOutOfRangeException(nameof(values), "Fewer values than counted.");
        if (count < length && (indices?.Length ?? 0) < count)
            throw new ArgumentOutOfRangeException(nameof(indices), "Fewer indices than values.");
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    internal T[]? ValuesArray => _values;

    internal int[]? IndicesArray => _indices;

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sourceIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)sourceIndex + length, Length);
        if (IsDense)
        {
            var dense = VBufferEditor.Create(ref destination, length);
            GetValues().Slice(sourceIndex, length).CopyTo(dense.Values);
            destination = dense.Commit();
            return;
        }
        var from = FirstAtOrAfter(sourceIndex);
        var count = FirstAtOrAfter(sourceIndex + length) - from;
        var sparse = VBufferEditor.Create(ref destination, length, count);
        GetValues().Slice(from, count).CopyTo(sparse.Values);
        if (count < length)
            for (var i = 0; i < count; i++)
                sparse.Indices[i] = _indices![from + i] - sourceIndex;
        destination = sparse.Commit();
    }

    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        if (!IsDense)
            editor.Values.Clear();
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default!)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(destinationIndex);
        if (destinationIndex + (long)Length > destination.Length)
            throw new ArgumentOutOfRangeException(nameof(destination), "Not large enough to hold these values.");
        var target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }
        target.Fill(defaultValue);
        for (var i = 0; i < _count; i++)
            target[_indices![i]] = _values![i];
    }

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        var editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false) => all || IsDense
        ? DenseValues().Select((value, index) => KeyValuePair.Create(index, value))
        : StoredItems();

    public IEnumerable<T> DenseValues()
    {
        for (int i = 0, stored = 0; i < Length; i++)
        {
            if (IsDense || stored < _count && _indices![stored] == i)
                yield return _values![stored++];
            else
                yield return default!;
        }
    }

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public T GetItemOrDefault(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        if (IsDense)
            return _values![index];
        var position = FirstAtOrAfter(index);
        return position < _count && _indices![position] == index ? _values![position] : default!;
    }

    public IEnumerator GetEnumerator() => Items().GetEnumerator();

    public override string ToString() => IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    private IEnumerable<KeyValuePair<int, T>> StoredItems()
    {
        for (var i = 0; i < _count; i++)
            yield return KeyValuePair.Create(_indices![i], _values![i]);
    }

    private int FirstAtOrAfter(int index)
    {
        var found = Array.BinarySearch(_indices ?? [], 0, _count, index);
        return found < 0 ? ~found : found;
    }
}
