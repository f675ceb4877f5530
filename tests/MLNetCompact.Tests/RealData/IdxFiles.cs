using System.Buffers.Binary;
using System.IO.Compression;

namespace MLNetCompact.Tests.RealData;

/// <summary>Makes idx files, right and wrong ones, in a folder of its own that goes when disposed.</summary>
internal sealed class IdxFiles : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("mlnetcompact-").FullName;

    public static byte[] Idx(int magic, int[] sizes, byte[] body)
    {
        var bytes = new byte[4 + (4 * sizes.Length) + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, magic);
        for (var i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), sizes[i]);
        }

        body.CopyTo(bytes, 4 + (4 * sizes.Length));
        return bytes;
    }

    public static byte[] Images(int count, int height, int width, params byte[] pixels) => Idx(0x803, [count, height, width], pixels);

    public static byte[] Labels(params byte[] labels) => Idx(0x801, [labels.Length], labels);

    public static byte[] GZip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    /// <summary>Images whose pixels count up, 28x28.</summary>
    public static byte[] Digits(int count)
    {
        var pixels = new byte[count * 784];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)i;
        }

        return Images(count, 28, 28, pixels);
    }

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>A complete data set: three images to train with, two to test with. Half of the files are compressed.</summary>
    public void WriteDataSet()
    {
        Write("train-images-idx3-ubyte", Digits(3));
        Write("train-labels-idx1-ubyte", Labels(7, 0, 9));
        Write("t10k-images-idx3-ubyte.gz", GZip(Digits(2)));
        Write("t10k-labels-idx1-ubyte.gz", GZip(Labels(1, 2)));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
