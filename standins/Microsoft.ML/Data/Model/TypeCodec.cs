using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How types are stored.</summary>
internal static class TypeCodec
{
    private const byte Key = 100;
    private const byte Vector = 101;

    public static void Write(BinaryWriter writer, DataViewType type)
    {
        switch (type)
        {
            case VectorDataViewType vector:
                writer.Write(Vector);
                writer.Write(vector.Dimensions.Length);
                foreach (var dimension in vector.Dimensions)
                    writer.Write(dimension);
                Write(writer, vector.ItemType);
                break;
            case KeyDataViewType key:
                writer.Write(Key);
                writer.Write(key.Count);
                writer.Write((byte)Kind(DataKinds.FromRaw(key.RawType)!));
                break;
            default:
                writer.Write((byte)Kind(type));
                break;
        }
    }

    public static bool CanWrite(DataViewType type) => type.ItemTypeOrSelf is KeyDataViewType or not RowIdDataViewType && DataKinds.FromRaw(type.ItemTypeOrSelf.RawType) != null;

    public static DataViewType Read(BinaryReader reader)
    {
        var code = reader.ReadByte();
        if (code == Vector)
        {
            var dimensions = new int[reader.ReadInt32()];
            for (var i = 0; i < dimensions.Length; i++)
                dimensions[i] = reader.ReadInt32();
            return new VectorDataViewType((PrimitiveDataViewType)Read(reader), dimensions);
        }
        if (code != Key)
            return ((DataKind)code).ToType();
        var count = reader.ReadUInt64();
        return new KeyDataViewType(((DataKind)reader.ReadByte()).ToType().RawType, count);
    }

    private static DataKind Kind(DataViewType type)
    {
        foreach (var kind in Enum.GetValues<DataKind>())
            if (kind.ToType().Equals(type))
                return kind;
        throw new InvalidOperationException($"Type {type} cannot be saved.");
    }
}
