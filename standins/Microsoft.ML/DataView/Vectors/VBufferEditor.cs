namespace Microsoft.ML.Data;

/// <summary>Fills a <see cref="VBuffer{T}"/>, reusing its memory where it is large enough.</summary>
public static class VBufferEditor
{
    public static VBufferEditor<T> CreateFromBuffer<T>(ref VBuffer<T> destination) =>
        Create(ref destination, destination.Length, destination.GetValues().Length, keepOldOnResize: true);

    public static VBufferEditor<T> Create<T>(ref VBuffer<T> destination, int newLogicalLength, int? valuesCount = null,
        int? maxValuesCapacity = null, bool keepOldOnResize = false, bool requireIndicesOnDense = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(newLogicalLength);
        var count = valuesCount ?? newLogicalLength;
        if (count < 0 || count > newLogicalLength)
            throw new ArgumentOutOfRangeException(nameof(valuesCount));
        var values = Fit(destination.ValuesArray, count, maxValuesCapacity, keepOldOnResize, out var newValues);
        var newIndices = false;
        var indices = count < newLogicalLength || requireIndicesOnDense
            ? Fit(destination.IndicesArray, count, maxValuesCapacity, keepOldOnResize, out newIndices)
            : destination.IndicesArray;
        var indicesCount = count < newLogicalLength || requireIndicesOnDense ? count : 0;
        return new VBufferEditor<T>(newLogicalLength, count, values, indices, indicesCount, newValues, newIndices);
    }

    private static TItem[] Fit<TItem>(TItem[]? array, int count, int? capacity, bool keep, out bool created)
    {
        created = array == null || array.Length < count;
        if (!created)
            return array!;
        var larger = count == 0 ? [] : new TItem[Math.Max(count, Math.Min(capacity ?? count, 2 * count))];
        if (keep)
            array?.CopyTo(larger, 0);
        return larger;
    }
}
