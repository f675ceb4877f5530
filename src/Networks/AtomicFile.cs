namespace MLNetCompact;

/// <summary>Writes files aside and moves them into place, so that none is ever half-written.</summary>
internal static class AtomicFile
{
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var aside = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(aside, bytes);
            File.Move(aside, full, overwrite: true);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // What .NET throws where a limit on the size of files is met.
            throw new IOException($"'{full}' cannot be written: {e.Message}", e);
        }
        finally
        {
            File.Delete(aside);
        }
    }
}
