using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>Which types convert to which: to wider integers of the same kind, to real numbers, to text, and from text to anything.</summary>
internal static class TypeConversions
{
    private static readonly Type[] Signed = [typeof(sbyte), typeof(short), typeof(int), typeof(long)];
    private static readonly Type[] Unsigned = [typeof(byte), typeof(ushort), typeof(uint), typeof(ulong)];
    private static readonly Type[] Real = [typeof(float), typeof(double)];

    public static bool Exists(PrimitiveDataViewType from, PrimitiveDataViewType to)
    {
        if (from is RowIdDataViewType || from.RawType == to.RawType && from is not KeyDataViewType)
            return from is not RowIdDataViewType;
        if (from is KeyDataViewType)
            return Widens(Unsigned, from.RawType, to.RawType, orSame: true);
        if (to is TextDataViewType || from is TextDataViewType)
            return true;
        if (from is BooleanDataViewType)
            return to is NumberDataViewType;
        return from is NumberDataViewType && to is NumberDataViewType
            && (Real.Contains(to.RawType) || Widens(Signed, from.RawType, to.RawType, false) || Widens(Unsigned, from.RawType, to.RawType, false));
    }

    public static Delegate Getter(DataViewRow row, DataViewSchema.Column column, PrimitiveDataViewType to)
    {
        var from = (PrimitiveDataViewType)column.Type.ItemTypeOrSelf;
        if (to is TextDataViewType)
            return Generic.Call<Delegate>(FromAny<int>, from.RawType, row, column);
        if (from is TextDataViewType)
            return Generic.Call<Delegate>(FromText<int>, to.RawType, row, column);
        if (from is BooleanDataViewType && to is NumberDataViewType)
            return Generic.Call<Delegate>(FromBoolean<int>, to.RawType, row, column);
        return from.RawType == to.RawType
            ? Generic.Call<Delegate>(Same<int>, to.RawType, row, column)
            : Generic.Call<Delegate>(Numbers<int, int>, [from.RawType, to.RawType], row, column);
    }

    private static bool Widens(Type[] kinds, Type from, Type to, bool orSame)
    {
        var (first, last) = (Array.IndexOf(kinds, from), Array.IndexOf(kinds, to));
        return first >= 0 && (first < last || orSame && first == last);
    }

    private static Delegate FromAny<T>(DataViewRow row, DataViewSchema.Column column) where T : notnull =>
        ScalarOrVectorGetter.Create<T, ReadOnlyMemory<char>>(row, column, value => TextConversion.ToText(value).AsMemory());

    private static Delegate FromText<T>(DataViewRow row, DataViewSchema.Column column) =>
        ScalarOrVectorGetter.Create<ReadOnlyMemory<char>, T>(row, column, text => TextConversion.TryParse<T>(text.Span, out var value) ? value : ValueTraits<T>.Missing);

    private static Delegate FromBoolean<T>(DataViewRow row, DataViewSchema.Column column) where T : INumberBase<T> =>
        ScalarOrVectorGetter.Create<bool, T>(row, column, value => value ? T.One : T.Zero);

    private static Delegate Same<T>(DataViewRow row, DataViewSchema.Column column) => ScalarOrVectorGetter.Create<T, T>(row, column, value => value);

    private static Delegate Numbers<TFrom, TTo>(DataViewRow row, DataViewSchema.Column column)
        where TFrom : INumberBase<TFrom>
        where TTo : INumberBase<TTo> => ScalarOrVectorGetter.Create<TFrom, TTo>(row, column, TTo.CreateTruncating);
}
