namespace MLNetCompact;

/// <summary>
/// How large constants may become. What a file holds may be put into another form, but a small file must not become a large network, and
/// what was made small on purpose stays small: constants that a node widens, and numbers that are kept short.
/// </summary>
/// <param name="weights">The constants of the file.</param>
/// <param name="large">Whether anything may be made that is not small.</param>
internal sealed class FoldBudget(IEnumerable<Weight> weights, bool large)
{
    /// <summary>Up to that many bytes a result is small: shapes, indices, axes.</summary>
    private const long Small = 4096;

    /// <summary>Of numbers that are kept short, up to that many are widened: scales and bounds rather than weights.</summary>
    private const long Few = 8;

    private static readonly HashSet<string> s_widening = ["Gather", "Expand", "Pad", "Tile", "Cast"];

    private readonly long _most = (8 << 20) + 4 * Weight.StoredTogether(weights.Where(w => w.StoredBytes > Small));
    private long _spent;

    /// <summary>Whether all large results together are more than a few times the file's weights. Then none must be made.</summary>
    public bool IsExceeded => _spent > _most;

    /// <summary>The size of a result in bytes, or null if it would be too large.</summary>
    /// <param name="opType">The operator that makes it.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="dims">Its dimensions.</param>
    /// <param name="inputs">What it is made of.</param>
    public int? Allows(string opType, ElementType type, IReadOnlyList<long> dims, IReadOnlyList<Weight?> inputs)
    {
        if (dims.Count > ShapeInference.MostDimensions || type.Size() is not { } size)
            return null;
        var bytes = (long)size;
        foreach (var dim in dims)
        {
            if (dim < 0 || (dim > 0 && bytes > int.MaxValue / dim))
                return null;
            bytes *= dim;
        }
        if (s_widening.Contains(opType) && type.IsFloating() && bytes > inputs[0]!.Bytes.Length && !(opType == "Cast" && bytes <= Few * size))
            return null;
        var given = inputs.OfType<Weight>().DistinctBy(w => w.Name).Sum(w => (long)w.Bytes.Length);
        return bytes <= Small || (large && !IsExceeded && bytes <= given) ? (int)bytes : null;
    }

    /// <summary>Counts a result.</summary>
    public void Spend(long bytes)
    {
        if (bytes > Small)
            _spent += bytes;
    }
}
