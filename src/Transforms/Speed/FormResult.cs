namespace MLNetCompact;

/// <summary>What a choice of forms did.</summary>
/// <param name="Network">The network in the forms chosen.</param>
/// <param name="Notes">For the report: what has another form now, and what stays as it is and why. Without clock times.</param>
/// <param name="Timings">For the log: what was measured.</param>
internal sealed record FormResult(Network Network, IReadOnlyList<string> Notes, IReadOnlyList<string> Timings)
{
    /// <summary>Tells a step's report and log of it; gives the network.</summary>
    public Network Tell(RunContext run)
    {
        foreach (var note in Notes)
            run.Note(note);
        foreach (var timing in Timings)
            run.Log(timing);
        return Network;
    }
}
