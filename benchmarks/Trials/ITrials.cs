namespace MLNetCompact.Benchmarks;

/// <summary>A benchmark that trains networks several times. Its settings were chosen with <c>--choose</c>: on 55,000 images, looking at the 5,000 others.</summary>
public interface ITrials : IBenchmark
{
    /// <summary>Where a trial of that point lies; benchmarks may share trials.</summary>
    TrialFolder Folder(string point, bool choosing);

    /// <summary>The seeds of the trials.</summary>
    IReadOnlyList<int> Seeds { get; }

    /// <summary>The seeds of one point, where it has fewer.</summary>
    IReadOnlyList<int> SeedsOf(string point) => Seeds;

    /// <summary>What is trained for each seed, in rounds: those of a round depend only on the rounds before.</summary>
    IReadOnlyList<IReadOnlyList<string>> Rounds { get; }

    /// <summary>Trains one of them in this process and saves it.</summary>
    /// <param name="point">Which.</param>
    /// <param name="seed">With which seed.</param>
    /// <param name="choosing">Whether 5,000 rows are held back and looked at, not the test images.</param>
    /// <param name="cancel">Ends it.</param>
    void Train(string point, int seed, bool choosing, CancellationToken cancel);

    /// <summary>The figures and claims of all trials.</summary>
    Measurement Summary(IReadOnlyList<Trial> trials, CancellationToken cancel);
}
