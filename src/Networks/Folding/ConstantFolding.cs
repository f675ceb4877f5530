using MLNetCompact.Onnx;

namespace MLNetCompact;

/// <summary>
/// Computes what is constant in a file: nodes that prepare weights and shapes become weights under the names of what they made, shapes that a
/// file computes from the open batch become constants that say the same, and nodes that nobody reads any more go.
/// What stays would stay in a second reading too.
/// </summary>
internal static class ConstantFolding
{
    /// <summary>More rounds than a file needs that is not made to need them.</summary>
    private const int MostRounds = 8;

    /// <param name="draft">The network that is being read.</param>
    /// <param name="parts">Gets, for each tensor that a coded weight was made of, the weight's name.</param>
    /// <exception cref="InvalidDataException">A node cannot have its attributes or what it reads, or there is no end to it.</exception>
    public static void Apply(Draft draft, Dictionary<string, string> parts)
    {
        for (var rounds = 0; CodeReader.Read(draft, parts) | Round(draft); rounds++)
        {
            if (rounds == MostRounds)
                throw new InvalidDataException($"its constants are not computed after {MostRounds} rounds.");
        }
    }

    /// <summary>Whether anything could be folded.</summary>
    private static bool Round(Draft draft)
    {
        var round = new FoldRound(draft, large: true);
        if (!round.Run())
        {
            round.Undo();
            round = new FoldRound(draft, large: false);
            round.Run();
        }
        return round.Finish();
    }
}
