using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A model file that is being read. Entries are found by name, whichever separator wrote them.</summary>
internal sealed class RepositoryReader : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries;

    public RepositoryReader(Stream stream)
    {
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            _entries = _archive.Entries.ToDictionary(e => e.FullName.Replace('\\', '/'));
        }
        catch (InvalidDataException)
        {
            throw Errors.Corrupt("not a zip file");
        }
    }

    public bool Contains(string path) => _entries.ContainsKey(path);

    public BinaryReader OpenEntry(string path)
    {
        if (!_entries.TryGetValue(path, out var entry))
            throw Errors.Corrupt($"it has no '{path}'");
        var memory = new MemoryStream();
        using (var stream = entry.Open())
            stream.CopyTo(memory);
        memory.Position = 0;
        return new BinaryReader(memory);
    }

    public void Dispose() => _archive.Dispose();
}
