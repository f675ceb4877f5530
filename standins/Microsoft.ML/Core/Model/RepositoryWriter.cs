using System.IO.Compression;

namespace Microsoft.ML;

/// <summary>A model file in the making: a zip whose entries are written one after the other.</summary>
internal sealed class RepositoryWriter : IDisposable
{
    private readonly ZipArchive _archive;

    public RepositoryWriter(Stream stream)
    {
        _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        WriteEntry("TrainingInfo/Version.txt", writer => writer.Write("5.0.0 stand-in"u8));
    }

    public void WriteEntry(string path, Action<BinaryWriter> write)
    {
        using var writer = new BinaryWriter(_archive.CreateEntry(path).Open());
        write(writer);
    }

    public void Dispose() => _archive.Dispose();
}
