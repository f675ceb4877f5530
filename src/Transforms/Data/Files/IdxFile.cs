using System.Buffers.Binary;
using System.IO.Compression;

namespace MLNetCompact;

/// <summary>
/// Reads the idx format of MNIST: big-endian, a magic number (0x08 for bytes, then the number of dimensions), one 32-bit size
/// per dimension, the bytes. Files may be compressed with gzip. Whatever a file claims, no more memory is taken than it fills.
/// </summary>
internal static class IdxFile
{
    private const int ImagesMagic = 0x00000803;
    private const int LabelsMagic = 0x00000801;
    private const int LargestSide = 4096;
    private const long LargestBody = 1L << 30;

    /// <summary>The images of a file: [count, height, width].</summary>
    /// <exception cref="InvalidDataException">The file is not a complete, exact idx file of images.</exception>
    public static (int Count, int Height, int Width, byte[] Pixels) ReadImages(string path)
    {
        var (sizes, pixels) = Read(path, ImagesMagic, 3);
        return (sizes[0], sizes[1], sizes[2], pixels);
    }

    /// <summary>The labels of a file, each below <paramref name="classes"/>.</summary>
    /// <exception cref="InvalidDataException">The file is not a complete, exact idx file of such labels.</exception>
    public static byte[] ReadLabels(string path, int classes)
    {
        var (_, labels) = Read(path, LabelsMagic, 1);
        var bad = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1));
        return bad < 0 ? labels : throw Invalid(path, $"labels are 0..{classes - 1}, and number {bad} is {labels[bad]}");
    }

    /// <summary>The content of a file, whether it is compressed or not. The caller disposes it.</summary>
    public static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[2];
        var read = file.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && start is [0x1f, 0x8b] ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static (int[] Sizes, byte[] Body) Read(string path, int magic, int dimensions)
    {
        using var stream = Open(path);
        try
        {
            var header = new byte[4 + (4 * dimensions)];
            var read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            var found = BinaryPrimitives.ReadInt32BigEndian(header);
            if (read >= 4 && found != magic)
            {
                throw Invalid(path, $"it must start with the magic number 0x{magic:X8} and starts with 0x{found:X8}");
            }

            if (read < header.Length)
            {
                throw Invalid(path, $"it ends within the header of {header.Length} bytes");
            }

            var sizes = new int[dimensions];
            long length = 1;
            for (var i = 0; i < dimensions; i++)
            {
                sizes[i] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 + (4 * i)));
                var largest = i == 0 ? LargestBody : LargestSide;
                if (sizes[i] < 1 || sizes[i] > largest)
                {
                    throw Invalid(path, $"size {i + 1} must be 1..{largest} and is {sizes[i]}");
                }

                length *= sizes[i];
            }

            if (length > LargestBody)
            {
                throw Invalid(path, $"it announces {length} bytes, more than the {LargestBody} that are read");
            }

            return (sizes, ReadBody(stream, path, (int)length));
        }
        catch (InvalidDataException e) when (stream is GZipStream && !e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw Invalid(path, "it is not a complete gzip file", e);
        }
    }

    private static byte[] ReadBody(Stream stream, string path, int length)
    {
        var body = new byte[Math.Min(length, 1 << 20)];
        var filled = 0;
        while (true)
        {
            filled += stream.ReadAtLeast(body.AsSpan(filled), body.Length - filled, throwOnEndOfStream: false);
            if (filled < body.Length)
            {
                throw Invalid(path, $"it announces {length} bytes after its header and has {filled}");
            }

            if (filled == length)
            {
                break;
            }

            Array.Resize(ref body, (int)Math.Min(length, 2L * body.Length));
        }

        return stream.ReadByte() < 0 ? body : throw Invalid(path, $"it announces {length} bytes after its header and has more");
    }

    private static InvalidDataException Invalid(string path, string expected, Exception? inner = null) =>
        new($"{path} is not a valid idx file: {expected}.", inner);
}
