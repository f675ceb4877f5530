using System.Buffers.Binary;

namespace MLNetCompact;

/// <summary>
/// The chunks of a PNG file: after the header, the contents of all IDAT chunks as one stream. Every chunk's checksum is checked, what a picture
/// can be drawn without is skipped, and no more memory is taken than one buffer, whatever a chunk claims.
/// </summary>
internal sealed class PngChunks(Stream file, string name) : Stream
{
    private const uint Header = 0x49484452;
    private const uint Data = 0x49444154;
    private const uint Palette = 0x504C5445;
    private const uint End = 0x49454E44;
    private static readonly uint[] CrcTable = MakeCrcTable();

    private uint type;
    private uint left;
    private uint crc;
    private uint dataChunks;

    /// <summary>What the file is called in messages.</summary>
    public string Name => name;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads the file's first bytes and its header chunk.</summary>
    public byte[] ReadHeader()
    {
        var signature = new byte[8];
        if (file.ReadAtLeast(signature, 8, throwOnEndOfStream: false) < 8 || signature is not [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        {
            throw Invalid("it does not start as PNG files do");
        }

        BeginChunk();
        var header = new byte[13];
        if (type != Header || left != header.Length)
        {
            throw Invalid("its first chunk must be a header of 13 bytes");
        }

        Fill(header);
        EndChunk();
        return header;
    }

    /// <summary>Reads on in the IDAT chunks; 0 once they are over.</summary>
    public override int Read(Span<byte> buffer)
    {
        while (left == 0 || type != Data)
        {
            if (!MoveToData())
            {
                return 0;
            }
        }

        var part = buffer[..(int)Math.Min(left, buffer.Length)];
        Fill(part);
        return part.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Checks what follows the picture, to the end of the file.</summary>
    public void Finish()
    {
        Span<byte> rest = stackalloc byte[4096];
        while (Read(rest) > 0)
        {
        }

        if (file.ReadByte() >= 0)
        {
            throw Invalid("it goes on behind its end chunk");
        }
    }

    public InvalidDataException Invalid(string expected, Exception? inner = null) => new($"{Name} is not a PNG file that is read here: {expected}.", inner);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Ends the chunk that was read and begins the next IDAT; false at the end chunk.</summary>
    private bool MoveToData()
    {
        if (type == End)
        {
            return false;
        }

        if (type == Data)
        {
            EndChunk();
        }

        BeginChunk();
        switch (type)
        {
            case Data:
                dataChunks++;
                return true;
            case End when left == 0 && dataChunks > 0:
                EndChunk();
                return false;
            // A capital first letter: the picture cannot be drawn without it.
            case not Palette when (type & 0x20000000) == 0:
                throw Invalid($"a chunk of type 0x{type:X8} and {left} bytes cannot stand there");
            default:
                Skip();
                return true;
        }
    }

    private void BeginChunk()
    {
        Span<byte> start = stackalloc byte[8];
        Take(start);
        left = BinaryPrimitives.ReadUInt32BigEndian(start);
        type = BinaryPrimitives.ReadUInt32BigEndian(start[4..]);
        crc = uint.MaxValue;
        Update(start[4..]);
        if (left > int.MaxValue)
        {
            throw Invalid($"a chunk claims {left} bytes");
        }
    }

    private void Skip()
    {
        Span<byte> rest = stackalloc byte[4096];
        while (left > 0)
        {
            Fill(rest[..(int)Math.Min(left, rest.Length)]);
        }

        EndChunk();
    }

    private void EndChunk()
    {
        Span<byte> stated = stackalloc byte[4];
        Take(stated);
        if (BinaryPrimitives.ReadUInt32BigEndian(stated) != ~crc)
        {
            throw Invalid("the checksum of a chunk differs");
        }
    }

    private void Fill(Span<byte> buffer)
    {
        Take(buffer);
        Update(buffer);
        left -= (uint)buffer.Length;
    }

    private void Take(Span<byte> buffer)
    {
        if (file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
        {
            throw Invalid("it is cut short");
        }
    }

    private void Update(ReadOnlySpan<byte> bytes)
    {
        var value = crc;
        foreach (var b in bytes)
        {
            value = CrcTable[(byte)(value ^ b)] ^ (value >> 8);
        }

        crc = value;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
