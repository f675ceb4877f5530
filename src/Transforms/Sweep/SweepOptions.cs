namespace MLNetCompact;

/// <summary>What a sweep tries, and where it keeps it.</summary>
public sealed record SweepOptions
{
    /// <summary>How trials are chosen; default <see cref="SweepStrategy.Random"/>.</summary>
    public SweepStrategy Strategy { get; init; }

    /// <summary>How many trials; of a grid at most so many cells. 1 to 100,000, default 20.</summary>
    public int Trials { get; init; } = 20;

    /// <summary>
    /// What varies, by the name of a step and of an option ("KernelCluster.Removed"; the second step of a name is "KernelCluster#2"): added to what the options' own
    /// [Range], [Choice] and [BooleanChoice] attributes say, or in its place; null for what is to stay as the chain has it. Default null: what the attributes say.
    /// </summary>
    public IReadOnlyDictionary<string, SweepDimension?>? Space { get; init; }

    /// <summary>Seed of what is drawn; the same seed gives the same trials. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Where each trial leaves a JSON file and an ONNX file. A sweep that was killed goes on from what is there, and several processes, on one machine or many, may share
    /// the folder: each takes trials that no other has. Required.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>In a grid, how many values of each range; 2 to 1,000, default 4.</summary>
    public int GridSteps { get; init; } = 4;

    /// <summary>With <see cref="SweepStrategy.SuccessiveHalving"/>: the share of trials that go on, and the factor by which the rows then grow; above 1, default 3.</summary>
    public double HalvingFactor { get; init; } = 3;

    /// <summary>With <see cref="SweepStrategy.SuccessiveHalving"/>: how often trials are chosen among; 2 to 10, default 3. The first time each sees rows / factor^(rungs - 1).</summary>
    public int Rungs { get; init; } = 3;

    /// <summary>Whether each network is timed in ONNX Runtime, one row at a time, beside the one that the chain starts from; default true.</summary>
    public bool MeasureSpeed { get; init; } = true;

    /// <summary>
    /// Which part of the trials this process runs, for processes that share no folder (<see cref="SweepResult.Merge"/> puts theirs together); null for all, which those that share
    /// one divide among themselves: then a process that ends is no loss. Tasks of a Slurm array and pods of an indexed job begin at different trials by themselves. Default null.
    /// </summary>
    public SweepShard? Shard { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        Require(Trials is >= 1 and <= 100_000, Trials, "1 to 100,000", nameof(Trials));
        Require(GridSteps is >= 2 and <= 1000, GridSteps, "2 to 1,000", nameof(GridSteps));
        Require(HalvingFactor > 1 && double.IsFinite(HalvingFactor), HalvingFactor, "above 1", nameof(HalvingFactor));
        Require(Rungs is >= 2 and <= 10, Rungs, "2 to 10", nameof(Rungs));
        Require(Enum.IsDefined(Strategy), Strategy, "a known way", nameof(Strategy));
        Require(!string.IsNullOrWhiteSpace(Folder), Folder, "the path of a folder", nameof(Folder));
        Require(Shard is null or { Count: 1 } || Strategy != SweepStrategy.SuccessiveHalving, Shard, $"null with {nameof(SweepStrategy.SuccessiveHalving)}, which compares all trials: processes share its {nameof(Folder)}", nameof(Shard));

        static void Require(bool valid, object? value, string range, string name) => OptionRange.Require(valid, $"{nameof(SweepOptions)}.{name}", value, range);
    }
}

/// <summary>How the trials of a sweep are chosen.</summary>
public enum SweepStrategy
{
    /// <summary>Each at random.</summary>
    Random,

    /// <summary>All combinations of evenly spaced values.</summary>
    Grid,

    /// <summary>At random, first with few rows; the best go on with more (Jamieson and Talwalkar 2016).</summary>
    SuccessiveHalving,
}

/// <summary>One of several equal parts of a sweep's trials: those whose number leaves <paramref name="Index"/> when divided by <paramref name="Count"/>.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Count">How many parts.</param>
public sealed record SweepShard(int Index, int Count)
{
    /// <summary>The part of a task of a Slurm array (SLURM_ARRAY_TASK_ID, _MIN, _STEP and _COUNT); all trials where there is none, or where the array's numbers are no regular steps.</summary>
    /// <exception cref="InvalidOperationException">A variable is no number; the message names it.</exception>
    public static SweepShard FromEnvironment()
    {
        if (Number("SLURM_ARRAY_TASK_ID") is not { } task || Number("SLURM_ARRAY_TASK_COUNT") is not { } count)
            return new(0, 1);
        var (index, rest) = Math.DivRem(task - (Number("SLURM_ARRAY_TASK_MIN") ?? 0), Math.Max(1, Number("SLURM_ARRAY_TASK_STEP") ?? 1));
        return rest == 0 && index >= 0 && index < count ? new(index, count) : new(0, 1);
    }

    /// <summary>Where a process begins among so many trials that it shares with others; each task of an array, or pod of an indexed job (JOB_COMPLETION_INDEX), elsewhere.</summary>
    internal static int Start(int trials)
    {
        var shard = FromEnvironment();
        if (shard.Count == 1 && Number("JOB_COMPLETION_INDEX") is { } pod)
            // How many there are is not told: the golden section spreads any number of them.
            return (int)(trials * (pod * 0.6180339887498949 % 1));
        return (int)((long)trials * shard.Index / shard.Count);
    }

    internal SweepShard Checked() => Count >= 1 && Index >= 0 && Index < Count ? this : throw new ArgumentOutOfRangeException(nameof(Index), $"Shard {Index} of {Count}; expected 0 to {Count - 1} of at least 1.");

    private static int? Number(string name) => Environment.GetEnvironmentVariable(name) is not { Length: > 0 } text ? null
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
        : throw new InvalidOperationException($"The environment variable {name} is '{text}'; expected a number.");
}
