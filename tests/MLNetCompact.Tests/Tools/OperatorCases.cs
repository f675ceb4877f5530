using System.Formats.Tar;
using System.IO.Compression;
using System.Text.RegularExpressions;
using MLNetCompact.RealData;

namespace MLNetCompact.Tests.Tools;

/// <summary>One of ONNX's own tests: a model, mostly of a single operator, and what it must make of some inputs.</summary>
/// <param name="Name">Its folder, as node/test_relu.</param>
/// <param name="Model">The ONNX file.</param>
/// <param name="Inputs">The values fed, each a message of its input's kind.</param>
/// <param name="Outputs">The values expected.</param>
internal sealed record OperatorCase(string Name, byte[] Model, IReadOnlyList<byte[]> Inputs, IReadOnlyList<byte[]> Outputs);

/// <summary>ONNX's own tests of its operators (ONNX 1.12, 1072 models), as Debian's package libonnx-testdata has them (6.1 MB).</summary>
internal static partial class OperatorCases
{
    private const string FolderInside = "/usr/share/libonnx-testdata/data/";
    private const string Archive = "operator-cases.tar";

    /// <summary>All files of the package's tests in one archive, the same bytes on every machine.</summary>
    private static readonly PackagedFiles s_source = new()
    {
        Name = "ONNX's operator tests",
        Folder = "onnx-testdata",
        Md5 = [new(Archive, "f367b0d9bec053073faf31129c8525dd")],
        Package = new DebianPackage("libonnx-testdata", "7dc0912e02f79ece102331411a751b091bc0e191c9fb1287f8cdfbe5530f6027", FolderInside),
        Conversion = new([], Pack),
    };

    /// <exception cref="DataUnavailableException">They are not on this machine and cannot be fetched.</exception>
    public static IReadOnlyList<OperatorCase> Load()
    {
        var path = Locate();
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        using var tar = new TarReader(IdxFile.Open(path));
        while (tar.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            files.Add(entry.Name, content.ToArray());
        }

        IReadOnlyList<byte[]> Values(string folder, string kind) => [.. Enumerable.Range(0, files.Count)
            .Select(i => files.GetValueOrDefault($"{folder}/test_data_set_0/{kind}_{i}.pb")).TakeWhile(f => f is not null)!];
        return [.. files.Keys.Where(n => n.EndsWith("/model.onnx", StringComparison.Ordinal)).Select(n => n[..n.LastIndexOf('/')])
            .Select(folder => new OperatorCase(folder, files[$"{folder}/model.onnx"], Values(folder, "input"), Values(folder, "output")))];
    }

    private static string Locate()
    {
        try
        {
            return s_source.FindOrFetch(null, "Only ONNX's own tests are left out without it.")[0];
        }
        catch (InvalidDataException e)
        {
            // Another release of Debian has another version of the package.
            throw new DataUnavailableException(e.Message, e);
        }
    }

    private static void Pack(string folder)
    {
        var data = Path.Combine(folder, DebianPackage.Whole, FolderInside.Trim('/'));
        using var packed = new GZipStream(File.Create(Path.Combine(folder, Archive + ".gz")), CompressionLevel.Optimal);
        using var tar = new TarWriter(packed);
        foreach (var (path, name) in Directory.GetFiles(data, "*", SearchOption.AllDirectories)
            .Select(p => (p, Path.GetRelativePath(data, p).Replace('\\', '/'))).Where(f => Wanted().IsMatch(f.Item2)).OrderBy(f => f.Item2, StringComparer.Ordinal))
        {
            using var content = File.OpenRead(path);
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = content, ModificationTime = DateTimeOffset.UnixEpoch, Mode = UnixFileMode.UserRead,
            });
        }
    }

    [GeneratedRegex(@"^[^/]+/[^/]+/(model\.onnx|test_data_set_0/(in|out)put_\d+\.pb)$")]
    private static partial Regex Wanted();
}
