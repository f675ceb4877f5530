using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact;

/// <summary>Goes through rows that are read and scored a batch at a time. Batches start small, so that who looks at a few rows only does not wait for many.</summary>
internal sealed class BatchCursor : DataViewRowCursor
{
    private const int FirstBatch = 1, Growth = 4;

    private readonly BatchView _view;
    private readonly DataViewRowCursor _source;
    private readonly HashSet<int> _active;
    private readonly BatchSession _session;
    private readonly Dictionary<int, RowSlots> _kept;
    private readonly ValueGetter<VBuffer<float>> _features;
    private readonly ValueGetter<DataViewRowId> _id;
    private readonly int _width, _first;
    private readonly float[] _inputs;
    private readonly float[][] _outputs;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _batches;
    private VBuffer<float> _row;
    private int _size = FirstBatch, _count, _slot;
    private long _position = -1;
    private bool _ended;

    /// <param name="view">The view.</param>
    /// <param name="source">A cursor over the rows, with the features and the columns to keep.</param>
    /// <param name="kept">The columns of the rows that were asked for.</param>
    /// <param name="active">All columns that were asked for.</param>
    /// <param name="features">The feature column.</param>
    /// <param name="session">The network.</param>
    public BatchCursor(BatchView view, DataViewRowCursor source, int[] kept, HashSet<int> active, DataViewSchema.Column features, BatchSession session)
    {
        (_view, _source, _active, _session) = (view, source, active, session);
        _kept = kept.ToDictionary(i => i, i => RowSlots.Of(source, source.Schema[i], session.BatchSize));
        (_features, _id) = (source.GetGetter<VBuffer<float>>(features), source.GetIdGetter());
        (_width, _first) = (((VectorDataViewType)features.Type).Size, source.Schema.Count);
        _inputs = new float[session.BatchSize * _width];
        _outputs = [.. session.Sizes.Select(s => new float[session.BatchSize * s])];
        (_ids, _batches) = (new DataViewRowId[session.BatchSize], new long[session.BatchSize]);
    }

    /// <inheritdoc/>
    public override long Position => _position;

    /// <inheritdoc/>
    public override long Batch => _position < 0 ? 0 : _batches[_slot];

    /// <inheritdoc/>
    public override DataViewSchema Schema => _view.Schema;

    /// <inheritdoc/>
    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(Own(column).Index);

    /// <inheritdoc/>
    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[Slot()];

    /// <inheritdoc/>
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active: the cursor was asked for without it.");
        var getter = _kept.TryGetValue(column.Index, out var slots) ? slots.Getter(Slot)
            : column.Index == _first ? Numbers(_inputs, _width) : Numbers(_outputs[column.Index - _first - 1], _session.Sizes[column.Index - _first - 1]);
        return getter as ValueGetter<TValue> ?? throw new InvalidOperationException($"Column '{column.Name}' is of type {column.Type}; its values are not {typeof(TValue)}.");
    }

    /// <inheritdoc/>
    public override bool MoveNext()
    {
        if (_ended)
            return false;
        if (++_slot >= _count && !ReadBatch())
        {
            (_ended, _position) = (true, -1);
            return false;
        }
        _position++;
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _source.Dispose();
        (_ended, _position) = (true, -1);
        base.Dispose(disposing);
    }

    private bool ReadBatch()
    {
        (_count, _slot) = (0, 0);
        var size = Math.Min(_size, _session.BatchSize);
        _size = size * Growth;
        while (_count < size && _source.MoveNext())
        {
            foreach (var slots in _kept.Values)
                slots.Read(_count);
            _features(ref _row);
            if (_row.Length != _width)
                throw new InvalidOperationException($"Row {_position + 1 + _count} has {_row.Length} features; expected {_width}.");
            _row.CopyTo(_inputs.AsSpan(_count * _width, _width));
            _id(ref _ids[_count]);
            _batches[_count++] = _source.Batch;
        }
        if (_count > 0)
            _session.Run(_inputs, _count, _outputs);
        return _count > 0;
    }

    private Delegate Numbers(float[] values, int size) => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
    {
        var editor = VBufferEditor.Create(ref value, size);
        values.AsSpan(Slot() * size, size).CopyTo(editor.Values);
        value = editor.Commit();
    });

    /// <summary>Where in the batch the cursor stands.</summary>
    private int Slot() => _position >= 0 ? _slot : throw new InvalidOperationException("The cursor stands at no row: call MoveNext first, and no getter after the last row.");

    private DataViewSchema.Column Own(DataViewSchema.Column column) => column.Index < Schema.Count && Schema[column.Index].Name == column.Name ? column
        : throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not one of this view's.");
}
