using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.BadInput;

[TestClass]
public sealed class ValueTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [TestMethod]
    [DataRow(float.NaN, "NaN")]
    [DataRow(float.PositiveInfinity, "Infinity")]
    [DataRow(float.NegativeInfinity, "-Infinity")]
    public void AFeatureThatIsNotFiniteIsNamedWithItsPlace(float value, string text)
    {
        var rows = TinyImages.Rows(24);
        rows[11].Features[100] = value;
        Bad.Message<InvalidDataException>(() => Bad.Trainer(s_ml).Fit(Bad.View(s_ml, rows)), $"Feature column 'Features' holds {text} at position 100 of row 11; expected finite numbers");
    }

    [TestMethod]
    [DataRow(float.PositiveInfinity, "Infinity")]
    [DataRow(float.NegativeInfinity, "-Infinity")]
    public void AnInfiniteLabelIsNamedWithItsRow(float value, string text)
    {
        var rows = TinyImages.Rows(24);
        rows[11].Height = value;
        Bad.Message<InvalidDataException>(() => Bad.Trainer(s_ml, "Height").Fit(Bad.View(s_ml, rows)), $"Label column 'Height' holds {text} in row 11; expected finite numbers");
    }

    [TestMethod]
    public void RowsOfOneClassOnlyTeachNothing()
    {
        var rows = TinyImages.Rows(60).Where(r => r.IsLying).ToArray();
        Bad.Message<InvalidDataException>(() => Bad.Trainer(s_ml).Fit(Bad.View(s_ml, rows)), "Label column 'Key' has one class only");
        Bad.Message<InvalidDataException>(() => Bad.Trainer(s_ml, "IsLying").Fit(Bad.View(s_ml, rows)), "Label column 'IsLying' has one class only");
    }

    [TestMethod]
    public void AKeyOfOneClassIsRefusedBeforeRowsAreRead()
    {
        var rows = new WatchedView(s_ml.Transforms.Conversion.MapValueToKey("Key", "Label").Fit(TinyImages.View(s_ml, 1)).Transform(TinyImages.View(s_ml, 24)));
        Bad.Message<ArgumentOutOfRangeException>(() => Bad.Trainer(s_ml).Fit(rows), "Label column 'Key'", "it has 1 class(es), expected at least 2");
        Assert.AreEqual(0, rows.Cursors);
    }

    [TestMethod]
    public void NoRowsAtAllIsSaid() =>
        Bad.Message<InvalidDataException>(() => Bad.Trainer(s_ml).Fit(Bad.View(s_ml, [])), "no row with a value in label column 'Key'");

    [TestMethod]
    public void OnlyRowsWithoutALabelIsSaid()
    {
        var rows = TinyImages.Rows(24);
        foreach (var row in rows)
            row.Label = "none of the known";
        Bad.Message<InvalidDataException>(() => Bad.Trainer(s_ml).Fit(Bad.View(s_ml, rows)), "no row with a value in label column 'Key'");
    }

    [TestMethod]
    public void AKeyBeyondItsRangeIsNamedWithItsRow()
    {
        var data = new KeyBeyondRange(Bad.View(s_ml, TinyImages.Rows(24)), row: 5, key: 4);
        Bad.Message<InvalidDataException>(() => Bad.Trainer(s_ml).Fit(data), "Label column 'Key' holds key 4 in row 5; expected 1 to 3");
    }

    /// <summary>A view that breaks its word: one row's key is larger than the key's type allows.</summary>
    private sealed class KeyBeyondRange(IDataView source, long row, uint key) : IDataView
    {
        public bool CanShuffle => false;

        public DataViewSchema Schema => source.Schema;

        public long? GetRowCount() => source.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(source.GetRowCursor(columnsNeeded), row, key);

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded)];

        private sealed class Cursor(DataViewRowCursor rows, long row, uint key) : DataViewRowCursor
        {
            public override long Position => rows.Position;

            public override long Batch => rows.Batch;

            public override DataViewSchema Schema => rows.Schema;

            public override bool MoveNext() => rows.MoveNext();

            public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

            public override bool IsColumnActive(DataViewSchema.Column column) => rows.IsColumnActive(column);

            public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
            {
                var getter = rows.GetGetter<TValue>(column);
                ValueGetter<uint> lie = (ref uint value) => value = key;
                return column.Type is not KeyDataViewType ? getter : (ref TValue value) => (Position == row ? (ValueGetter<TValue>)(Delegate)lie : getter)(ref value);
            }

            protected override void Dispose(bool disposing)
            {
                rows.Dispose();
                base.Dispose(disposing);
            }
        }
    }
}
