namespace MLNetCompact.RealData;

/// <summary>Where fetched data stays: the same folder that setup.sh uses on Linux, this user's local application data elsewhere.</summary>
internal static class UserCache
{
    public static string Folder => Path.Combine(Root(), "mlnetcompact");

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } cache && Path.IsPathFullyQualified(cache))
        {
            return cache;
        }

        var root = OperatingSystem.IsLinux()
            ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify)
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (root.Length == 0)
        {
            throw new DataUnavailableException("This user has no home folder to keep data in: set HOME or XDG_CACHE_HOME.");
        }

        return OperatingSystem.IsLinux() ? Path.Combine(root, ".cache") : root;
    }
}
