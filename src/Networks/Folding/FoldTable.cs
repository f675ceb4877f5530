namespace MLNetCompact;

/// <summary>The operators that are computed where all their inputs are constant.</summary>
internal static class FoldTable
{
    private static readonly Dictionary<string, Func<FoldNode, bool>> s_operators = new(StringComparer.Ordinal)
    {
        ["Identity"] = Movement.Identity, ["Reshape"] = Movement.Reshape, ["Flatten"] = Movement.Flatten, ["Squeeze"] = Movement.Squeeze, ["Unsqueeze"] = Movement.Unsqueeze,
        ["Transpose"] = Movement.Transpose, ["Slice"] = Movement.Slice, ["Expand"] = Movement.Expand, ["Tile"] = Movement.Tile, ["Gather"] = Movement.Gather,
        ["Concat"] = Joining.Concat, ["Split"] = Joining.Split, ["Pad"] = Joining.Pad, ["ConstantOfShape"] = Joining.ConstantOfShape, ["Range"] = Arithmetic.Range,
        ["Cast"] = Casting.Cast, ["Where"] = Arithmetic.Where,
        ["Not"] = Arithmetic.Logic, ["And"] = Arithmetic.Logic, ["Or"] = Arithmetic.Logic, ["Xor"] = Arithmetic.Logic,
        ["Add"] = Arithmetic.Numbers, ["Sub"] = Arithmetic.Numbers, ["Mul"] = Arithmetic.Numbers, ["Div"] = Arithmetic.Numbers, ["Mod"] = Arithmetic.Numbers, ["Pow"] = Arithmetic.Numbers,
        ["Neg"] = Arithmetic.Numbers, ["Abs"] = Arithmetic.Numbers, ["Floor"] = Arithmetic.Numbers, ["Ceil"] = Arithmetic.Numbers, ["Sqrt"] = Arithmetic.Numbers,
        ["Min"] = Arithmetic.Numbers, ["Max"] = Arithmetic.Numbers, ["Equal"] = Arithmetic.Numbers, ["Less"] = Arithmetic.Numbers, ["LessOrEqual"] = Arithmetic.Numbers,
        ["Greater"] = Arithmetic.Numbers, ["GreaterOrEqual"] = Arithmetic.Numbers,
    };

    /// <summary>Whether nodes of that operator are computed.</summary>
    public static bool Knows(string opType) => s_operators.ContainsKey(opType);

    /// <summary>What the node makes, one weight for each output; null where it is not known, not defined, or too large.</summary>
    public static IReadOnlyList<Weight>? Compute(FoldNode node)
    {
        try
        {
            return s_operators[node.OpType](node) && node.Made.Count == node.Count.Outputs ? node.Made : null;
        }
        catch (OverflowException)
        {
            // Sizes or results beyond what the type holds: what runtimes make of them is theirs.
            return null;
        }
    }
}
