using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The columns that every evaluator reads, checked.</summary>
internal static class Labels
{
    public static DataViewSchema.Column Find(IDataView data, string role, string name) =>
        data.Schema.GetColumnOrNull(name) ?? throw Errors.ColumnNotFound(nameof(data), role, name);

    public static DataViewSchema.Column FindSingle(IDataView data, string role, string name)
    {
        var column = Find(data, role, name);
        return column.Type.Equals(NumberDataViewType.Single) ? column
            : throw Errors.SchemaMismatch("schema", role, name, "Single", column.Type.ToString()!);
    }

    /// <summary>Labels as numbers: keys become their 0-based index, missing ones NaN.</summary>
    public static Func<float> Getter(DataViewRow row, DataViewSchema.Column column) =>
        Generic.Call<Func<float>>(GetterOf<int>, column.Type.RawType, row, column);

    private static Func<float> GetterOf<T>(DataViewRow row, DataViewSchema.Column column) where T : IConvertible
    {
        var getter = row.GetGetter<T>(column);
        var isKey = column.Type is KeyDataViewType;
        T value = default!;
        return () =>
        {
            getter(ref value);
            var number = value.ToDouble(CultureInfo.InvariantCulture);
            return !isKey ? (float)number : number > 0 ? (float)(number - 1) : float.NaN;
        };
    }
}
