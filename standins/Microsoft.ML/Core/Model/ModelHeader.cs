using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The first 256 bytes of a Model.key: magic, signature, version, loader and the loader's assembly.</summary>
internal static class ModelHeader
{
    public const int Size = 256;
    private const int SignatureBytes = 8;
    private const int LoaderBytes = 24;
    private const int AssemblyBytes = Size - 8 - SignatureBytes - 4 - LoaderBytes;
    private const string Magic = "ML\0MODEL";

    public static byte[] Write(VersionInfo info)
    {
        var buffer = new byte[Size];
        using var writer = new BinaryWriter(new MemoryStream(buffer));
        writer.Write(Field(Magic, SignatureBytes));
        writer.Write(Field(info.ModelSignature, SignatureBytes));
        writer.Write(info.Version);
        writer.Write(Field(info.LoaderSignature, LoaderBytes));
        writer.Write(Field(info.LoaderAssembly, AssemblyBytes));
        return buffer;
    }

    public static VersionInfo Read(BinaryReader reader)
    {
        if (Text(reader, SignatureBytes) != Magic)
            throw Errors.Corrupt("not a model");
        var signature = Text(reader, SignatureBytes);
        var version = reader.ReadUInt32();
        return new VersionInfo(signature, version, Text(reader, LoaderBytes), Text(reader, AssemblyBytes));
    }

    private static byte[] Field(string text, int bytes)
    {
        var field = new byte[bytes];
        if (Encoding.Latin1.GetByteCount(text) > bytes)
            throw new InvalidOperationException($"'{text}' does not fit into {bytes} bytes.");
        Encoding.Latin1.GetBytes(text, field);
        return field;
    }

    private static string Text(BinaryReader reader, int bytes)
    {
        var field = reader.ReadBytes(bytes);
        return field.Length == bytes ? Encoding.Latin1.GetString(field).TrimEnd('\0') : throw Errors.Corrupt("it ends too early");
    }
}
