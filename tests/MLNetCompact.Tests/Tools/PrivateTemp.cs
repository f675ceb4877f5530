namespace MLNetCompact.Tests.Tools;

/// <summary>Takes the place of the system's folder for temporary files until disposed, so that what is left in it can be seen.</summary>
internal sealed class PrivateTemp : IDisposable
{
    private static readonly string[] s_variables = ["TMPDIR", "TMP", "TEMP"];

    private readonly TempFolder _folder = new();
    private readonly string?[] _before = [.. s_variables.Select(Environment.GetEnvironmentVariable)];

    public PrivateTemp() => Set(_ => _folder.Path);

    public string Path => _folder.Path;

    /// <summary>The names of what is in it.</summary>
    public string[] Files => [.. Directory.GetFileSystemEntries(Path).Select(f => System.IO.Path.GetFileName(f))];

    public void Dispose()
    {
        Set(i => _before[i]);
        _folder.Dispose();
    }

    private static void Set(Func<int, string?> value)
    {
        for (var i = 0; i < s_variables.Length; i++)
            Environment.SetEnvironmentVariable(s_variables[i], value(i));
    }
}
