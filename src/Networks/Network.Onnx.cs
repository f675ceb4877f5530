using Google.Protobuf;
using MLNetCompact.Onnx;

namespace MLNetCompact;

public sealed partial class Network
{
    /// <summary>The largest ONNX file that is read: protobuf allows no larger one.</summary>
    private const long LargestFile = int.MaxValue;

    /// <summary>
    /// Reads an ONNX file of version 7 to 21 of ONNX's operators. Tensors that it keeps in files beside it are read too, if those lie in its folder.
    /// What is constant is computed: nodes that only prepare shapes or weights are gone, the names of all others stay.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no ONNX model, or one that cannot be read; the message names the file and the place.</exception>
    public static Network Load(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        if (file.Length > LargestFile)
            throw new InvalidDataException($"'{path}' is larger than 2 GB, which ONNX does not allow.");
        return OnnxReader.Read(() => ModelProto.Parser.ParseFrom(file), path, path);
    }

    /// <summary>Reads an ONNX model from its bytes, as <see cref="Load(string)"/> does; it must keep all tensors inside.</summary>
    /// <exception cref="InvalidDataException">They are no ONNX model, or one that cannot be read; the message names the place.</exception>
    public static Network Load(ReadOnlySpan<byte> onnx)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(onnx);
            return OnnxReader.Read(() => model, "the given bytes");
        }
        catch (InvalidProtocolBufferException e)
        {
            throw OnnxReader.Unreadable("the given bytes", e);
        }
    }

    /// <summary>The network as an ONNX file, the same bytes each time. Denormal weights are written as 0.</summary>
    /// <exception cref="InvalidOperationException">The network is larger than ONNX allows (2 GB).</exception>
    public byte[] ToOnnx() => ToOnnx(new());

    internal byte[] ToOnnx(OnnxWriteOptions options) => OnnxWriter.Write(this, options).ToByteArray();

    /// <summary>Writes the network as an ONNX file; an existing one is replaced only once the new one is complete.</summary>
    /// <exception cref="InvalidOperationException">The network is larger than ONNX allows (2 GB).</exception>
    public void Save(string path)
    {
        var model = OnnxWriter.Write(this, new());
        AtomicFile.Write(path, model.WriteTo);
    }
}
