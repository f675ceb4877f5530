namespace Microsoft.ML;

/// <summary>Writes a value into the caller's memory.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);

/// <summary>Lazy rows with a schema. Every pass gives the same rows.</summary>
public interface IDataView
{
    bool CanShuffle { get; }

    DataViewSchema Schema { get; }

    long? GetRowCount();

    DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null);

    DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null);
}
