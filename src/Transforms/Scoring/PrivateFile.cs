using System.Collections.Concurrent;

namespace MLNetCompact;

/// <summary>A temporary file of our own, gone when disposed, when nobody holds it any more, and at the latest when the process ends.</summary>
internal sealed class PrivateFile : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> s_files = new(StringComparer.Ordinal);

    static PrivateFile() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var path in s_files.Keys)
            Delete(path);
    };

    public PrivateFile(ReadOnlySpan<byte> bytes, string extension)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"mlnetcompact-{Guid.NewGuid():N}{extension}");
        s_files.TryAdd(Path, true);
        File.WriteAllBytes(Path, bytes);
    }

    ~PrivateFile() => Delete(Path);

    public string Path { get; }

    public void Dispose()
    {
        Delete(Path);
        GC.SuppressFinalize(this);
    }

    private static void Delete(string? path)
    {
        // A constructor that failed leaves none.
        if (path is null)
            return;
        try
        {
            File.Delete(path);
            s_files.TryRemove(path, out _);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another part of the process still reads it; it goes at exit, or with the system's clean-up of temporary files.
        }
    }
}
