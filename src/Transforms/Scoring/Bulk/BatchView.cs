using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact;

/// <summary>What ApplyOnnxModel adds to a view, row by row, scored in batches: the same schema, the same rows in the same order.</summary>
/// <remarks>A cursor reads a batch ahead of where it stands, and keeps for its rows what was asked for of other columns.</remarks>
internal sealed class BatchView : IDataView
{
    private readonly IDataView _source;
    private readonly IDataView _rowByRow;
    private readonly int _features;
    private readonly BatchSession _session;

    private BatchView(IDataView source, IDataView rowByRow, int features, BatchSession session) => (_source, _rowByRow, _features, _session) = (source, rowByRow, features, session);

    /// <inheritdoc/>
    public DataViewSchema Schema => _rowByRow.Schema;

    /// <inheritdoc/>
    public bool CanShuffle => _source.CanShuffle;

    /// <summary>The scored view; row by row where its columns are not those that the session gives.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="rowByRow">The same with a copy of the features, and behind it what the network gives.</param>
    /// <param name="features">The feature column.</param>
    /// <param name="session">The network.</param>
    public static IDataView Of(IDataView source, IDataView rowByRow, string features, BatchSession session)
    {
        var added = rowByRow.Schema.Skip(source.Schema.Count + 1).ToArray();
        var isKnown = added.Select(c => c.Name).SequenceEqual(session.Outputs)
            && added.Zip(session.Sizes).All(o => o.First.Type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Single && vector.Size == o.Second);
        return isKnown ? new BatchView(source, rowByRow, source.Schema[features].Index, session) : rowByRow;
    }

    /// <inheritdoc/>
    public long? GetRowCount() => _source.GetRowCount();

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var needed = columnsNeeded.Select(c => c.Index).ToHashSet();
        var kept = needed.Where(i => i < _source.Schema.Count).Order().ToArray();
        var scores = needed.Any(i => i >= _source.Schema.Count);
        // Where nothing is scored nothing has to be read ahead; and a picture may belong to the row that made it.
        if (!scores || kept.Any(i => !RowSlots.CanKeep(_source.Schema[i].Type)))
            return _rowByRow.GetRowCursor(Schema.Where(c => needed.Contains(c.Index)), rand);
        var source = _source.GetRowCursor(_source.Schema.Where(c => needed.Contains(c.Index) || c.Index == _features), rand);
        return new BatchCursor(this, source, kept, needed, _source.Schema[_features], _session);
    }

    /// <summary>One cursor: ONNX Runtime computes each batch on all cores, and batches stay the same whoever asks.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];
}
