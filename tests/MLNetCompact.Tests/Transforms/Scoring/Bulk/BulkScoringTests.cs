using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact.Tests;

/// <summary>A view that is scored in batches gives what ML.NET's own chain gives row by row.</summary>
[TestClass]
public sealed class BulkScoringTests
{
    private const int Count = 777;

    [TestMethod]
    public void EveryRowHasTheScoreThatItHasAlone()
    {
        var (ml, model) = Fitted();
        using (model)
        {
            var scored = ml.Data.CreateEnumerable<Scored>(model.Transform(ml.Data.LoadFromEnumerable(Rows())), reuseRowObject: false).ToArray();
            using var engine = ml.Model.CreatePredictionEngine<Row, Scored>(model);
            Assert.HasCount(Count, scored);
            foreach (var (row, given) in Rows().Zip(scored))
            {
                var alone = engine.Predict(row);
                Assert.AreEqual(row.Number, given.Number);
                Assert.AreEqual(row.Name, given.Name);
                CollectionAssert.AreEqual(row.Others, given.Others);
                Assert.AreEqual(alone.PredictedLabel, given.PredictedLabel);
                AssertClose(alone.Score, given.Score);
            }
        }
    }

    [TestMethod]
    public void RowsAreReadAheadOnlyOnceMoreThanAFewAreAskedFor()
    {
        var (ml, model) = Fitted();
        using (model)
        {
            foreach (var (taken, read) in new[] { (1, 1), (2, 5), (5, 5), (6, 21), (21, 21), (22, 85) })
            {
                var counted = new Counted();
                // ML.NET's own steps behind it may read ahead too, on threads.
                model.Transform(ml.Data.LoadFromEnumerable(Rows()));
                var view = model.Batches(ml.Data.LoadFromEnumerable(counted.Of(Rows())))!;
                using var cursor = view.GetRowCursor([view.Schema[^1]]);
                for (var i = 0; i < taken; i++)
                    Assert.IsTrue(cursor.MoveNext());
                Assert.AreEqual(read, counted.Read);
                Assert.AreEqual(taken - 1, cursor.Position);
            }
        }
    }

    [TestMethod]
    public void ColumnsThatAskForNoScoreReadNothingAhead()
    {
        var (ml, model) = Fitted();
        using (model)
        {
            var counted = new Counted();
            var view = model.Transform(ml.Data.LoadFromEnumerable(counted.Of(Rows())));
            using var cursor = view.GetRowCursor([view.Schema["Name"]]);
            for (var i = 0; i < 10; i++)
                Assert.IsTrue(cursor.MoveNext());
            Assert.AreEqual(10, counted.Read);
        }
    }

    [TestMethod]
    public void ShuffledRowsKeepTheirOwnColumnsAndIds()
    {
        var (ml, model) = Fitted();
        using (model)
        {
            var view = model.Transform(ml.Data.Cache(ml.Data.LoadFromEnumerable(Rows())));
            Assert.IsTrue(view.CanShuffle);
            var (inOrder, shuffled, again) = (Read(view, null), Read(view, new Random(5)), Read(view, new Random(5)));
            CollectionAssert.AreEqual(shuffled.Select(r => r.Number).ToArray(), again.Select(r => r.Number).ToArray());
            CollectionAssert.AreNotEqual(inOrder.Select(r => r.Number).ToArray(), shuffled.Select(r => r.Number).ToArray());
            foreach (var (number, id, score) in shuffled)
            {
                Assert.AreEqual(inOrder[number].Id, id);
                AssertClose(inOrder[number].Score, score);
            }
        }
    }

    [TestMethod]
    public void SeveralCursorsAtOnceDoNotMeet()
    {
        var (ml, model) = Fitted();
        using (model)
        {
            var view = model.Transform(ml.Data.LoadFromEnumerable(Rows()));
            var expected = Read(view, null);
            Parallel.For(0, 8, _ =>
            {
                var own = Read(view, null);
                for (var i = 0; i < Count; i++)
                    CollectionAssert.AreEqual(expected[i].Score, own[i].Score);
            });
        }
    }

    [TestMethod]
    public void ACursorKeepsTheRules()
    {
        var (ml, model) = Fitted();
        var view = model.Transform(ml.Data.LoadFromEnumerable(Rows().Take(3)));
        var cursor = view.GetRowCursor([view.Schema["Score"], view.Schema["Name"]]);
        Assert.AreEqual(-1, cursor.Position);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Score"]);
        Assert.IsFalse(cursor.IsColumnActive(view.Schema["Number"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<int>(view.Schema["Number"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Score"]));
        VBuffer<float> value = default;
        Assert.Throws<InvalidOperationException>(() => getter(ref value));
        for (var i = 0; i < 3; i++)
            Assert.IsTrue(cursor.MoveNext());
        getter(ref value);
        Assert.AreEqual(4, value.Length);
        Assert.IsFalse(cursor.MoveNext());
        Assert.AreEqual(-1, cursor.Position);
        Assert.IsFalse(cursor.MoveNext());
        cursor.Dispose();

        // Steps of ML.NET's own behind the batches may have read the rows before.
        var batches = model.Batches(ml.Data.LoadFromEnumerable(Rows().Take(3)))!;
        var late = batches.GetRowCursor([batches.Schema[^1]]);
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => late.MoveNext());
    }

    private static void AssertClose(float[] expected, float[] given)
    {
        for (var c = 0; c < expected.Length; c++)
            Assert.AreEqual(expected[c], given[c], 1e-5f);
    }

    private static List<(int Number, DataViewRowId Id, float[] Score)> Read(IDataView view, Random? random)
    {
        using var cursor = view.GetRowCursor([view.Schema["Score"], view.Schema["Number"]], random);
        var (score, number, id) = (cursor.GetGetter<VBuffer<float>>(view.Schema["Score"]), cursor.GetGetter<int>(view.Schema["Number"]), cursor.GetIdGetter());
        var (all, scores, own, rowId) = (new List<(int, DataViewRowId, float[])>(), default(VBuffer<float>), 0, default(DataViewRowId));
        while (cursor.MoveNext())
        {
            // Getters in any order, and more than once.
            number(ref own);
            score(ref scores);
            score(ref scores);
            id(ref rowId);
            all.Add((own, rowId, [.. scores.DenseValues()]));
        }
        return all;
    }

    private static (MLContext, NetworkTransformer) Fitted()
    {
        var ml = new MLContext(seed: 1);
        var network = new NetworkBuilder([1, 6, 6], 3).Conv(3, 3).Relu().Flatten().Dense(4).Build();
        var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction(new() { ValidationFraction = 0 }).From(network).NeuronUnify(new() { Removed = 0.2 })).Fit(ml.Data.LoadFromEnumerable(Rows().Take(64)));
        return (ml, model.LastTransformer);
    }

    private static IEnumerable<Row> Rows()
    {
        var random = new Random(7);
        for (var i = 0; i < Count; i++)
        {
            var features = new float[36];
            foreach (ref var feature in features.AsSpan())
                feature = random.NextSingle() * 2 - 1;
            yield return new Row { Number = i, Name = $"row {i}", Others = [.. Enumerable.Range(i, i % 4)], Features = features, Label = $"{i % 4}" };
        }
    }

    private sealed class Counted
    {
        public int Read { get; private set; }

        public IEnumerable<Row> Of(IEnumerable<Row> rows)
        {
            foreach (var row in rows)
            {
                Read++;
                yield return row;
            }
        }
    }

    private sealed class Row
    {
        public int Number { get; set; }

        public string Name { get; set; } = "";

        public int[] Others { get; set; } = [];

        [VectorType(36)]
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";
    }

    private sealed class Scored
    {
        public int Number { get; set; }

        public string Name { get; set; } = "";

        public int[] Others { get; set; } = [];

        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }
}
