using System.Buffers.Binary;
using System.IO.Compression;

namespace MLNetCompact;

/// <summary>
/// Reads a picture in the PNG format row by row: grey or red, green, blue, 8 bits each, not interlaced. Nothing but two rows is kept,
/// and every byte is checked: the chunks' checksums, the compressed data's own, and that the rows announced are all there and no more.
/// </summary>
internal sealed class PngReader : IDisposable
{
    private const int LargestSide = 1 << 16;

    private readonly PngChunks chunks;
    private readonly ZLibStream unzipped;
    private byte[] line;
    private byte[] above;
    private int rowsRead;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="InvalidDataException">It is no PNG file, or of a kind that is not read.</exception>
    public PngReader(string path)
        : this(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), path)
    {
    }

    /// <summary>Reads the header of <paramref name="file"/>, which it disposes, and calls it <paramref name="name"/> in messages.</summary>
    /// <exception cref="InvalidDataException">It is no PNG file, or of a kind that is not read.</exception>
    public PngReader(Stream file, string name)
    {
        chunks = new PngChunks(file, name);
        try
        {
            var header = chunks.ReadHeader();
            (Width, Height) = (Side(header, 0), Side(header, 4));
            Channels = header[8..] switch
            {
                [8, 0, 0, 0, 0] => 1,
                [8, 2, 0, 0, 0] => 3,
                var other => throw chunks.Invalid($"expected 8 bits a sample (8), grey (0) or RGB (2), and no special methods (0 0 0), and its header says {string.Join(' ', other)}"),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }

        unzipped = new ZLibStream(chunks, CompressionMode.Decompress);
        (line, above) = (new byte[1 + RowSize], new byte[1 + RowSize]);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 for grey, 3 for red, green and blue.</summary>
    public int Channels { get; }

    /// <summary>Bytes of a row.</summary>
    public int RowSize => Width * Channels;

    /// <summary>The next row, pixel by pixel with its channels side by side, good until the next call; empty after the last, once the file's end has been checked.</summary>
    /// <exception cref="InvalidDataException">The file is cut short or damaged.</exception>
    public ReadOnlySpan<byte> ReadRow()
    {
        try
        {
            if (rowsRead == Height)
            {
                if (unzipped.ReadByte() >= 0)
                {
                    throw chunks.Invalid($"it holds more than the {Height} rows it announces");
                }

                chunks.Finish();
                return [];
            }

            (line, above) = (above, line);
            if (unzipped.ReadAtLeast(line, line.Length, throwOnEndOfStream: false) < line.Length)
            {
                throw chunks.Invalid($"it announces {Height} rows and has {rowsRead}");
            }
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(chunks.Name, StringComparison.Ordinal))
        {
            throw chunks.Invalid("its compressed data is damaged", e);
        }

        rowsRead++;
        Restore(line[0], line.AsSpan(1), above.AsSpan(1));
        return line.AsSpan(1);
    }

    public void Dispose() => unzipped.Dispose();

    private int Side(byte[] header, int at)
    {
        var side = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(at));
        return side is >= 1 and <= LargestSide ? (int)side : throw chunks.Invalid($"its sides must be 1..{LargestSide}, and one is {side}");
    }

    /// <summary>Adds to each byte what the row's filter had taken off: what it foretells from the pixels to the left, above, and above to the left.</summary>
    private void Restore(byte filter, Span<byte> row, ReadOnlySpan<byte> up)
    {
        var pixel = Channels;
        up = up[..row.Length];
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (var i = pixel; i < row.Length; i++)
                {
                    row[i] += row[i - pixel];
                }

                break;
            case 2:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += up[i];
                }

                break;
            case 3:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += (byte)(((i < pixel ? 0 : row[i - pixel]) + up[i]) >> 1);
                }

                break;
            case 4:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += i < pixel ? up[i] : Paeth(row[i - pixel], up[i], up[i - pixel]);
                }

                break;
            default:
                throw chunks.Invalid($"row {rowsRead - 1} has filter {filter}, and there are 0 to 4");
        }
    }

    /// <summary>Of left, above and above left the one closest to left + above - above left; the first of equally close ones.</summary>
    private static byte Paeth(int left, int up, int corner)
    {
        var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - (2 * corner)));
        return (byte)(toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
    }
}
