namespace MLNetCompact;

/// <summary>A temporary file of our own, gone when disposed and, at the latest, when the process ends.</summary>
internal sealed class PrivateFile : IDisposable
{
    private int _disposed;

    public PrivateFile(ReadOnlySpan<byte> bytes, string extension)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"mlnetcompact-{Guid.NewGuid():N}{extension}");
        File.WriteAllBytes(Path, bytes);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public string Path { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        Delete();
    }

    private void OnExit(object? sender, EventArgs e) => Delete();

    private void Delete()
    {
        try
        {
            File.Delete(Path);
        }
        catch (IOException)
        {
            // Another part of the process still reads it; the system's clean-up of temporary files has it later.
        }
    }
}
