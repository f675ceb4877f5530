using MLNetCompact.Onnx;

namespace MLNetCompact;

public sealed partial class Network
{
    /// <summary>The largest ONNX file that is read: protobuf allows no larger one.</summary>
    private const long LargestFile = int.MaxValue;

    /// <summary>Reads an ONNX file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no ONNX model, or one that cannot be read; the message names the file and the place.</exception>
    public static Network Load(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > LargestFile })
            throw new InvalidDataException($"'{path}' is larger than 2 GB, which ONNX does not allow.");
        return OnnxReader.Read(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads an ONNX model from its bytes.</summary>
    /// <exception cref="InvalidDataException">They are no ONNX model, or one that cannot be read; the message names the place.</exception>
    public static Network Load(ReadOnlySpan<byte> onnx) => OnnxReader.Read(onnx, "the given bytes");

    /// <summary>The network as an ONNX file, the same bytes each time. Denormal weights are written as 0.</summary>
    public byte[] ToOnnx() => OnnxWriter.Write(this);

    /// <summary>Writes the network as an ONNX file; an existing one is replaced only once the new one is complete.</summary>
    public void Save(string path) => AtomicFile.Write(path, ToOnnx());
}
