namespace Microsoft.ML.Data;

/// <summary>
/// Another view's rows in random order: each is drawn from a pool that the next ones fill up again. The order is the
/// same in every pass, unless the caller brings randomness of its own.
/// </summary>
internal sealed class ShuffleView(IDataView source, int seed, int poolSize, bool shuffleSource) : IDataView
{
    public bool CanShuffle => true;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var random = rand ?? new Random(seed);
        var columns = columnsNeeded.ToArray();
        return new Cursor(source.GetRowCursor(columns, shuffleSource && source.CanShuffle ? random : null), columns, random, poolSize);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : SourceCursor
    {
        private readonly DataViewRowCursor _source;
        private readonly Random _random;
        private readonly int _poolSize;
        private readonly Dictionary<int, ColumnBuffer> _buffers;
        private readonly Action<int>[] _readers;
        private readonly List<DataViewRowId> _ids = [];
        private readonly ValueGetter<DataViewRowId> _getId;
        private readonly List<int> _waiting = [];
        private int _current = -1;

        public Cursor(DataViewRowCursor source, DataViewSchema.Column[] columns, Random random, int poolSize) : base(source.Schema, columns)
        {
            _source = source;
            _random = random;
            _poolSize = poolSize;
            _getId = source.GetIdGetter();
            _buffers = columns.DistinctBy(c => c.Index).ToDictionary(c => c.Index, c => ColumnBuffer.Create(c.Type));
            _readers = [.. _buffers.Select(pair => pair.Value.Reader(source, source.Schema[pair.Key]))];
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[Slot()];

        protected override Delegate Getter(DataViewSchema.Column column) => _buffers[column.Index].Getter(Slot);

        protected override bool MoveNextCore()
        {
            if (_current >= 0)
                Read(_current);
            while (_ids.Count < _poolSize && Read(_ids.Count)) { }
            if (_waiting.Count == 0)
                return false;
            var drawn = _random.Next(_waiting.Count);
            _current = _waiting[drawn];
            _waiting[drawn] = _waiting[^1];
            _waiting.RemoveAt(_waiting.Count - 1);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            _source.Dispose();
        }

        /// <summary>Puts the source's next row into a slot of the pool, if there is one.</summary>
        private bool Read(int slot)
        {
            if (!_source.MoveNext())
                return false;
            foreach (var read in _readers)
                read(slot);
            DataViewRowId id = default;
            _getId(ref id);
            if (slot < _ids.Count)
                _ids[slot] = id;
            else
                _ids.Add(id);
            _waiting.Add(slot);
            return true;
        }

        private int Slot()
        {
            CheckedPosition();
            return _current;
        }
    }
}
