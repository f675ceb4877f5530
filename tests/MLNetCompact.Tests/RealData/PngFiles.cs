using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MLNetCompact.Tests.RealData;

/// <summary>Makes PNG files, right and wrong ones, chunk by chunk.</summary>
internal static class PngFiles
{
    public static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public static byte[] End { get; } = Chunk("IEND");

    /// <summary>A complete file. <paramref name="lines"/> are the rows as they are stored, each after the byte of its filter.</summary>
    public static byte[] Png(int width, int height, int channels, byte[] lines) =>
        [.. Signature, .. Header(width, height, channels == 1 ? 0 : 2), .. Chunk("IDAT", ZLib(lines)), .. End];

    /// <summary>A grey picture of these pixels.</summary>
    public static byte[] Grey(int width, int height, byte[] pixels) => Png(width, height, 1, Filtered(width, 1, pixels, _ => 0));

    public static byte[] Header(int width, int height, int colour, byte depth = 8, byte interlace = 0)
    {
        var body = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(body, width);
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(4), height);
        (body[8], body[9], body[12]) = (depth, (byte)colour, interlace);
        return Chunk("IHDR", body);
    }

    public static byte[] Chunk(string type, params byte[] body)
    {
        var chunk = new byte[12 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        body.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length), Crc(chunk.AsSpan(4, 4 + body.Length)));
        return chunk;
    }

    public static byte[] ZLib(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            zlib.Write(content);
        }

        return packed.ToArray();
    }

    /// <summary>The rows of a picture as they are stored, row r with filter <paramref name="filter"/>(r): what PNG's specification subtracts.</summary>
    public static byte[] Filtered(int width, int channels, byte[] pixels, Func<int, int> filter)
    {
        var size = width * channels;
        var lines = new List<byte>();
        for (var row = 0; row < pixels.Length / size; row++)
        {
            int At(int r, int i) => r < 0 || i < 0 ? 0 : pixels[(r * size) + i];
            lines.Add((byte)filter(row));
            for (var i = 0; i < size; i++)
            {
                var (a, b, c) = (At(row, i - channels), At(row - 1, i), i < channels ? 0 : At(row - 1, i - channels));
                var foretold = filter(row) switch
                {
                    0 => 0,
                    1 => a,
                    2 => b,
                    3 => (a + b) / 2,
                    _ => new[] { a, b, c }.MinBy(candidate => Math.Abs(a + b - c - candidate)),
                };
                lines.Add((byte)(At(row, i) - foretold));
            }
        }

        return [.. lines];
    }

    /// <summary>The checksum bit by bit, as the specification defines it.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (((crc ^ (uint)(b >> bit)) & 1) * 0xEDB88320) ^ (crc >> 1);
            }
        }

        return ~crc;
    }
}
