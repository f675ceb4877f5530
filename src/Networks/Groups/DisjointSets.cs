namespace MLNetCompact;

/// <summary>Numbers that are united step by step; each set is known by its lowest number (union-find).</summary>
internal sealed class DisjointSets
{
    private readonly List<int> _parents = [];

    public int Count => _parents.Count;

    /// <summary>A new number in a set of its own.</summary>
    public int Add()
    {
        _parents.Add(_parents.Count);
        return _parents.Count - 1;
    }

    /// <summary>The lowest number of the set that <paramref name="number"/> is in.</summary>
    public int Find(int number)
    {
        while (_parents[number] != number)
        {
            _parents[number] = _parents[_parents[number]];
            number = _parents[number];
        }
        return number;
    }

    public void Unite(int left, int right)
    {
        var (a, b) = (Find(left), Find(right));
        _parents[Math.Max(a, b)] = Math.Min(a, b);
    }
}
