using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How values of a raw type are stored.</summary>
internal static class ValueCodec<T>
{
    public static void Write(BinaryWriter writer, T value)
    {
        switch (value)
        {
            case ReadOnlyMemory<char> v: writer.Write(v.ToString()); break;
            case bool v: writer.Write(v); break;
            case sbyte v: writer.Write(v); break;
            case byte v: writer.Write(v); break;
            case short v: writer.Write(v); break;
            case ushort v: writer.Write(v); break;
            case int v: writer.Write(v); break;
            case uint v: writer.Write(v); break;
            case long v: writer.Write(v); break;
            case ulong v: writer.Write(v); break;
            case float v: writer.Write(v); break;
            case double v: writer.Write(v); break;
            case TimeSpan v: writer.Write(v.Ticks); break;
            case DateTime v: writer.Write(v.ToBinary()); break;
            case DateTimeOffset v: writer.Write(v.Ticks); writer.Write(v.Offset.Ticks); break;
            default: throw new InvalidOperationException($"Values of type {typeof(T)} cannot be saved.");
        }
    }

    public static T Read(BinaryReader reader)
    {
        object value =
            typeof(T) == typeof(ReadOnlyMemory<char>) ? reader.ReadString().AsMemory()
            : typeof(T) == typeof(bool) ? reader.ReadBoolean()
            : typeof(T) == typeof(sbyte) ? reader.ReadSByte()
            : typeof(T) == typeof(byte) ? reader.ReadByte()
            : typeof(T) == typeof(short) ? reader.ReadInt16()
            : typeof(T) == typeof(ushort) ? reader.ReadUInt16()
            : typeof(T) == typeof(int) ? reader.ReadInt32()
            : typeof(T) == typeof(uint) ? reader.ReadUInt32()
            : typeof(T) == typeof(long) ? reader.ReadInt64()
            : typeof(T) == typeof(ulong) ? reader.ReadUInt64()
            : typeof(T) == typeof(float) ? reader.ReadSingle()
            : typeof(T) == typeof(double) ? reader.ReadDouble()
            : typeof(T) == typeof(TimeSpan) ? new TimeSpan(reader.ReadInt64())
            : typeof(T) == typeof(DateTime) ? DateTime.FromBinary(reader.ReadInt64())
            : typeof(T) == typeof(DateTimeOffset) ? new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64()))
            : throw Errors.Corrupt($"values of type {typeof(T)}");
        return (T)value;
    }

    public static void WriteAll(BinaryWriter writer, IReadOnlyCollection<T> values)
    {
        writer.Write(values.Count);
        foreach (var value in values)
            Write(writer, value);
    }

    public static T[] ReadAll(BinaryReader reader)
    {
        var values = new T[reader.ReadInt32()];
        for (var i = 0; i < values.Length; i++)
            values[i] = Read(reader);
        return values;
    }
}
