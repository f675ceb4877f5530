using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact;

/// <summary>The values that the keys of a column stand for, of whatever type they are.</summary>
internal abstract class KeyValues
{
    public const string Kind = "KeyValues";

    private static readonly MethodInfo s_read = typeof(KeyValues).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly PrimitiveDataViewType[] s_types =
    [
        TextDataViewType.Instance, BooleanDataViewType.Instance, NumberDataViewType.Single, NumberDataViewType.Double, NumberDataViewType.Byte, NumberDataViewType.SByte,
        NumberDataViewType.Int16, NumberDataViewType.UInt16, NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64, DateTimeDataViewType.Instance,
    ];

    /// <summary>The type of the values.</summary>
    public abstract PrimitiveDataViewType Type { get; }

    /// <summary>The values as text, for tables.</summary>
    public abstract IReadOnlyList<string> Texts { get; }

    /// <summary>A view with the columns Index (UInt32, from 0) and Value.</summary>
    public abstract IDataView ToLookup(MLContext ml);

    /// <summary>A view with the one column Value, in the order of the keys.</summary>
    public abstract IDataView ToKeyData(MLContext ml);

    /// <summary>Adds the values to a column that is promised, as an annotation of that kind.</summary>
    public abstract void Annotate(SchemaDefinition.Column column, string kind);

    /// <summary>The values of the column, or null if its keys stand for none.</summary>
    public static KeyValues? Of(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(Kind) is not { Type: VectorDataViewType { ItemType: { } item } })
            return null;
        return (KeyValues)s_read.MakeGenericMethod(item.RawType).Invoke(null, [column, item])!;
    }

    /// <summary>The numbers 0, 1, ... for keys that stand for no values.</summary>
    public static KeyValues Numbers(int count) => new Typed<uint>([.. Enumerable.Range(0, count).Select(i => (uint)i)], NumberDataViewType.UInt32);

    /// <summary>Values of a type that are not known yet.</summary>
    public static KeyValues Unknown(PrimitiveDataViewType type, int count) =>
        Make(type, Array.CreateInstance(type.RawType, count));

    /// <summary>The values that <see cref="Texts"/> and the name of <see cref="Type"/> describe.</summary>
    /// <exception cref="InvalidDataException">The type is not known, or a text is no value of it.</exception>
    public static KeyValues Parse(string type, IReadOnlyList<string> texts)
    {
        if (s_types.FirstOrDefault(t => t.ToString() == type) is not { } known)
            throw new InvalidDataException($"The label's values are of type '{type}'; expected {string.Join(", ", s_types.Select(t => t.ToString()))}.");
        var values = Array.CreateInstance(known.RawType, texts.Count);
        try
        {
            for (var i = 0; i < texts.Count; i++)
                values.SetValue(known is TextDataViewType ? texts[i].AsMemory() : Convert.ChangeType(texts[i], known.RawType, CultureInfo.InvariantCulture), i);
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidCastException)
        {
            throw new InvalidDataException($"The label's values are of type '{type}', and one of them is not: {e.Message}", e);
        }
        return Make(known, values);
    }

    private static KeyValues Make(PrimitiveDataViewType type, Array values) =>
        (KeyValues)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(type.RawType), values, type)!;

    private static KeyValues Read<T>(DataViewSchema.Column column, PrimitiveDataViewType type)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue(Kind, ref values);
        var dense = values.DenseValues().ToArray();
        // The buffer's text may be shared with others that reuse it.
        return dense is ReadOnlyMemory<char>[] texts ? new Typed<ReadOnlyMemory<char>>([.. texts.Select(t => t.ToString().AsMemory())], type) : new Typed<T>(dense, type);
    }

    private sealed class Entry<T>
    {
        public uint Index { get; set; }

        public T Value { get; set; } = default!;
    }

    private sealed class Typed<T>(T[] values, PrimitiveDataViewType type) : KeyValues
    {
        public override PrimitiveDataViewType Type => type;

        public override IReadOnlyList<string> Texts => [.. values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture) ?? "")];

        public override IDataView ToLookup(MLContext ml) =>
            ml.Data.LoadFromEnumerable(values.Select((v, i) => new Entry<T> { Index = (uint)i, Value = v }).ToArray());

        public override IDataView ToKeyData(MLContext ml)
        {
            var definition = SchemaDefinition.Create(typeof(Entry<T>));
            definition.Remove(definition[nameof(Entry<T>.Index)]);
            return ml.Data.LoadFromEnumerable(values.Select(v => new Entry<T> { Value = v }).ToArray(), definition);
        }

        public override void Annotate(SchemaDefinition.Column column, string kind) =>
            column.AddAnnotation(kind, new VBuffer<T>(values.Length, values), new VectorDataViewType(type, values.Length));
    }
}
