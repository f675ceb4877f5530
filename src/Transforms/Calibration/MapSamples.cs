namespace MLNetCompact;

/// <summary>
/// The behaviours of units that a layer reads: what each gives at every position of its map (and, where a unit is several columns, as behind a Flatten, in each of
/// them), however the layer's kernel joins them.
/// </summary>
internal sealed class MapSamples : ISamples
{
    private readonly LinearView _view;
    private readonly int[][] _columns;
    private readonly int _positions, _stride;

    /// <param name="view">The layer's weight.</param>
    /// <param name="units">The columns of each unit; all have as many.</param>
    /// <param name="input">The shape of what the layer reads.</param>
    public MapSamples(LinearView view, IReadOnlyList<int[]> units, Shape input)
    {
        (_view, _columns) = (view, [.. units]);
        _positions = view.ChannelsLast ? (int)input.Skip(1).SkipLast(1).Aggregate(1L, (p, d) => p * d) : (int)input.Skip(2).Aggregate(1L, (p, d) => p * d);
        _stride = view.ChannelsLast ? 1 : _positions;
    }

    public int Blocks => 1;

    public int Width => _columns.Length;

    public int Places => _positions * _columns[0].Length;

    public void Copy(ReadOnlySpan<float> values, int block, int place, Span<float> to)
    {
        var (column, position) = Math.DivRem(place, _positions);
        var offset = _view.ChannelsLast ? position * _view.Columns : position;
        for (var unit = 0; unit < to.Length; unit++)
            to[unit] = values[_columns[unit][column] * _stride + offset];
    }
}
