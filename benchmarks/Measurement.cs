namespace MLNetCompact.Benchmarks;

/// <summary>What a benchmark measured.</summary>
/// <param name="Seeds">The seeds it ran with.</param>
/// <param name="Rows">The figures, a row each.</param>
/// <param name="Claims">What the project claims, held against the figures.</param>
public sealed record Measurement(IReadOnlyList<int> Seeds, IReadOnlyList<IReadOnlyDictionary<string, object>> Rows, IReadOnlyList<Claim> Claims);

/// <summary>Something the project claims. One that does not hold stays in the file and says so.</summary>
/// <param name="What">The claim in words.</param>
/// <param name="Measured">What was measured.</param>
/// <param name="Target">What it has to be.</param>
/// <param name="Source">Where the target comes from.</param>
/// <param name="Holds">Whether it is met.</param>
public sealed record Claim(string What, double Measured, string Target, string Source, bool Holds)
{
    public static Claim AtMost(string what, double measured, double target, string source) => new(what, measured, FormattableString.Invariant($"at most {target}"), source, measured <= target);

    public static Claim AtLeast(string what, double measured, double target, string source) => new(what, measured, FormattableString.Invariant($"at least {target}"), source, measured >= target);
}

/// <summary>A result file.</summary>
public sealed record ResultFile(string Name, string Description, string Command, string Commit, string Date, IReadOnlyDictionary<string, string> Versions,
    string Machine, Measurement Measurement);
