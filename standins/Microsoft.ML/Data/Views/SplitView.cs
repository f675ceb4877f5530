namespace Microsoft.ML.Data;

/// <summary>
/// The rows whose fraction lies in (or outside of) a range. A row's fraction, evenly spread over [0, 1), comes from its
/// sampling key, so that equal keys stay together, or from its position; and from the seed.
/// </summary>
internal sealed class SplitView(IDataView source, DataViewSchema.Column? samplingKey, int seed, double from, double to, bool complement) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        var needed = samplingKey is { } key && columns.All(c => c.Index != key.Index) ? columns.Append(key) : columns;
        return new FilterCursor(source.GetRowCursor(needed), cursor => new InRange(cursor, Fraction(cursor), from, to, complement), columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private Func<double> Fraction(DataViewRowCursor cursor)
    {
        var hash = samplingKey is { } key
            ? Generic.Call<Func<ulong>>(KeyHash<int>, key.Type.RawType, cursor, key)
            : () => DataViewRowId.Scramble((ulong)cursor.Position);
        var start = DataViewRowId.Scramble((ulong)seed);
        return () => (DataViewRowId.Scramble(hash() ^ start) >> 11) * (1.0 / (1UL << 53));
    }

    private static Func<ulong> KeyHash<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return value is ReadOnlyMemory<char> text ? TextHash(text.Span) : DataViewRowId.Scramble((ulong)value!.GetHashCode());
        };
    }

    private static ulong TextHash(ReadOnlySpan<char> text)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var c in text)
            hash = unchecked((hash ^ c) * 0x100000001b3UL);
        return hash;
    }

    private sealed class InRange(DataViewRowCursor cursor, Func<double> fraction, double from, double to, bool complement) : IRowFilter
    {
        public bool MoveNext()
        {
            while (cursor.MoveNext())
            {
                var value = fraction();
                if ((value >= from && value < to) != complement)
                    return true;
            }
            return false;
        }
    }
}
