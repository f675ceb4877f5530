namespace MLNetCompact;

/// <summary>Writes files aside and moves them into place, so that none is ever half-written.</summary>
internal static class AtomicFile
{
    public static void Write(string path, byte[] bytes) => Write(path, file => file.Write(bytes));

    /// <param name="path">Where the file is to be.</param>
    /// <param name="write">Writes its content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var aside = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = File.Create(aside))
                write(file);
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
