namespace MLNetCompact;

/// <summary>A layer's weight by its columns and taps, in plain arrays: which of them are 0 in all rows.</summary>
internal sealed class PlaceView
{
    private readonly LinearView _view;
    private readonly float[] _values;
    private readonly double[] _squares;

    public PlaceView(LinearView view, ReadOnlySpan<float> values)
    {
        (_view, _values) = (view, values.ToArray());
        _squares = new double[view.Columns * view.Block];
        for (var row = 0; row < view.Rows; row++)
        {
            var (first, count) = view.ColumnsOf(row);
            for (var column = first; column < first + count; column++)
            {
                for (var tap = 0; tap < view.Block; tap++)
                    _squares[column * view.Block + tap] += (double)values[view.At(row, column) + tap] * values[view.At(row, column) + tap];
            }
        }
    }

    /// <summary>Sets the weakest places, or columns, of <paramref name="values"/> to 0 until so many are left.</summary>
    public void Keep(int most, float[] values, bool byColumn)
    {
        var size = byColumn ? _view.Block : 1;
        var norms = _squares.Chunk(size).Select(c => c.Sum()).ToArray();
        foreach (var gone in Enumerable.Range(0, norms.Length).OrderByDescending(i => norms[i]).ThenBy(i => i).Skip(most))
        {
            for (var place = gone * size; place < (gone + 1) * size; place++)
            {
                for (var row = 0; row < _view.Rows; row++)
                {
                    if (_view.At(row, place / _view.Block) is >= 0 and var at)
                        values[at + place % _view.Block] = 0;
                }
                _squares[place] = 0;
            }
        }
    }

    /// <summary>For each weight whether it may be other than 0, or null if all may: places, and with <paramref name="kernels"/> kernels, that are 0 stay so.</summary>
    public bool[]? Mask(bool kernels)
    {
        var mask = new bool[_values.Length];
        for (var row = 0; row < _view.Rows; row++)
        {
            var (first, count) = _view.ColumnsOf(row);
            for (var column = first; column < first + count; column++)
            {
                var at = _view.At(row, column);
                var live = !kernels || _values.AsSpan(at, _view.Block).ContainsAnyExcept(0f);
                for (var tap = 0; tap < _view.Block; tap++)
                    mask[at + tap] = live && _squares[column * _view.Block + tap] > 0;
            }
        }
        return mask.Contains(false) ? mask : null;
    }
}
