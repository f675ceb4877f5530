namespace Microsoft.ML.Data;

public enum DataKind : byte
{
    SByte = 1,
    Byte = 2,
    Int16 = 3,
    UInt16 = 4,
    Int32 = 5,
    UInt32 = 6,
    Int64 = 7,
    UInt64 = 8,
    Single = 9,
    Double = 10,
    String = 11,
    Boolean = 12,
    TimeSpan = 13,
    DateTime = 14,
    DateTimeOffset = 15,
}

internal static class DataKinds
{
    public static PrimitiveDataViewType ToType(this DataKind kind) => kind switch
    {
        DataKind.String => TextDataViewType.Instance,
        DataKind.Boolean => BooleanDataViewType.Instance,
        DataKind.TimeSpan => TimeSpanDataViewType.Instance,
        DataKind.DateTime => DateTimeDataViewType.Instance,
        DataKind.DateTimeOffset => DateTimeOffsetDataViewType.Instance,
        _ => NumberDataViewType.All.FirstOrDefault(t => t.RawType.Name == kind.ToString())
            ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown data kind."),
    };

    /// <summary>The type whose values are of this .NET type (or, for text, convertible to it), if there is one.</summary>
    public static PrimitiveDataViewType? FromRaw(Type raw) =>
        raw == typeof(string) || raw == typeof(ReadOnlyMemory<char>) ? TextDataViewType.Instance
        : raw == typeof(bool) ? BooleanDataViewType.Instance
        : raw == typeof(TimeSpan) ? TimeSpanDataViewType.Instance
        : raw == typeof(DateTime) ? DateTimeDataViewType.Instance
        : raw == typeof(DateTimeOffset) ? DateTimeOffsetDataViewType.Instance
        : raw == typeof(DataViewRowId) ? RowIdDataViewType.Instance
        : NumberDataViewType.All.FirstOrDefault(t => t.RawType == raw);
}
