namespace MLNetCompact;

/// <summary>Counts through all positions of a tensor in row-major order.</summary>
internal sealed class Odometer(IReadOnlyList<int> dims)
{
    private readonly int[] _at = new int[dims.Count];

    public int this[int axis] => _at[axis];

    public int Dot(IReadOnlyList<int> steps)
    {
        var sum = 0;
        for (var i = 0; i < _at.Length; i++)
            sum += _at[i] * steps[i];
        return sum;
    }

    public void Next()
    {
        for (var i = _at.Length - 1; i >= 0; i--)
        {
            if (++_at[i] < dims[i])
                return;
            _at[i] = 0;
        }
    }
}
