namespace MLNetCompact;

/// <summary>Where the windows of a pooling read along one dimension that has a given size.</summary>
internal sealed class ModulePoolingProbe
{
    private readonly ModuleStep _step;
    private readonly int _axis;

    public ModulePoolingProbe(ModuleStep step, int axis, long size)
    {
        (_step, _axis, Size) = (step, axis, size);
        Rows = Ask([_ => true])[0].Length;
    }

    public long Size { get; }

    /// <summary>How many windows there are.</summary>
    public long Rows { get; }

    /// <summary>The places that a window reads, in order.</summary>
    public long[] Places(long row)
    {
        // The first is the least place such that it answers to ones up to there; the last the greatest such that it answers to ones from there on.
        var first = Search(place => Ask([p => p <= place])[0][row]);
        var last = Size - 1 - Search(back => Ask([p => p >= Size - 1 - back])[0][row]);
        var places = Enumerable.Range(0, (int)Math.Max(0, last - first + 1)).Select(i => first + i).ToArray();
        return [.. places.Zip(Ask([.. places.Select(place => (Func<long, bool>)(p => p == place))])).Where(a => a.Second[row]).Select(a => a.First)];
    }

    /// <summary>The least of the numbers below the size for which a condition holds that then holds for all greater ones; the size without.</summary>
    private long Search(Func<long, bool> holds)
    {
        var (low, high) = (0L, Size);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (holds(middle))
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    /// <summary>For each pattern of ones and zeros along the dimension, which windows give more than 0.</summary>
    private bool[][] Ask(Func<long, bool>[] patterns)
    {
        if (patterns.Length == 0)
            return [];
        long[] dims = [patterns.Length, 1, .. _step.Read.Dims[2..]];
        dims[2 + _axis] = Size;
        var all = ModuleValue.Along(2 + _axis, _ => 1, dims);
        var (each, inner) = (all.Values.Length / patterns.Length, dims[(3 + _axis)..].Aggregate(1L, (product, d) => product * d));
        for (var i = 0; i < all.Values.Length; i++)
            all.Values[i] = patterns[i / each](i / inner % Size) ? 1 : 0;
        var made = _step.Run.Forward(_step.Leaf, all);
        var rows = made.Dims[2 + _axis];
        var (eachMade, innerMade) = (made.Values.Length / patterns.Length, made.Dims[(3 + _axis)..].Aggregate(1L, (product, d) => product * d));
        var answers = patterns.Select(_ => new bool[rows]).ToArray();
        for (var i = 0; i < made.Values.Length; i++)
            answers[i / eachMade][i / innerMade % rows] |= made.Values[i] > 0;
        return answers;
    }
}
