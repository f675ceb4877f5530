using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.ScoringProcess;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.Contract;

/// <summary>How a fitted model scores rows.</summary>
internal static class ScoringChecks
{
    private const int AtOnce = 4;

    public static void TransformIsLazy(Candidate candidate)
    {
        var data = new WatchedView(Candidate.Data());
        var scored = candidate.Model.Transform(data);
        Assert.AreEqual(0, data.Cursors);
        using var cursor = scored.GetRowCursor(scored.Schema);
        // Steps of ML.NET's own may read ahead from here on, on threads.
        Assert.IsTrue(cursor.MoveNext());
        Assert.IsGreaterThan(0, data.Rows);
    }

    public static void RowsStayInOrder(Candidate candidate)
    {
        var rows = ContractRow.Some(20);
        var (forwards, backwards) = (candidate.Model.Transform(ContractRow.View(rows)), candidate.Model.Transform(ContractRow.View(rows.Reverse())));
        CollectionAssert.AreEqual(Enumerable.Range(0, 20).ToArray(), forwards.GetColumn<int>(nameof(ContractRow.Id)).ToArray());
        CollectionAssert.AreEqual(ScoredRows.Of(forwards), ScoredRows.Of(backwards).Reverse().ToArray());
        Assert.IsTrue(ScoredRows.Of(forwards).Distinct().Count() > 10, "rows have answers of their own");
    }

    public static void ManyCursorsAgree(Candidate candidate)
    {
        var view = candidate.Model.Transform(new WatchedView(Candidate.Data()));
        var expected = ScoredRows.Of(view);
        var wholes = OnThreads(Enumerable.Range(0, AtOnce), _ => ScoredRows.Of(view));
        foreach (var whole in wholes)
            CollectionAssert.AreEqual(expected, whole);

        var columns = ScoredRows.Columns(view.Schema);
        var parts = OnThreads(view.GetRowCursorSet(columns, AtOnce), cursor =>
        {
            using (cursor)
            {
                var read = ScoredRows.Reader(cursor, columns);
                var lines = new List<(long Batch, string Line)>();
                while (cursor.MoveNext())
                    lines.Add((cursor.Batch, read()));
                return lines;
            }
        });
        CollectionAssert.AreEqual(expected, parts.SelectMany(p => p).OrderBy(p => p.Batch).Select(p => p.Line).ToArray());
    }

    public static void MapsRowsByTheRules(Candidate candidate)
    {
        var data = Candidate.Data();
        var transformer = candidate.Model;
        Assert.IsTrue(transformer.IsRowToRowMapper);
        var mapper = transformer.GetRowToRowMapper(data.Schema);
        Assert.AreSame(data.Schema, mapper.InputSchema);
        CollectionAssert.AreEqual(Schemas.Describe(transformer.GetOutputSchema(data.Schema)), Schemas.Describe(mapper.OutputSchema));

        var columns = ScoredRows.Columns(mapper.OutputSchema);
        var needed = mapper.GetDependencies(columns).ToArray();
        CollectionAssert.AreEqual(new[] { "Features" }, needed.Select(c => c.Name).ToArray());
        Assert.IsTrue(needed.All(c => data.Schema[c.Index].Name == c.Name));
        var cursor = data.GetRowCursor(needed);
        var row = mapper.GetRow(cursor, columns);
        Assert.AreSame(mapper.OutputSchema, row.Schema);
        var read = ScoredRows.Reader(row, columns);
        foreach (var expected in ScoredRows.Of(candidate.Model.Transform(data)))
        {
            Assert.IsTrue(cursor.MoveNext());
            Assert.AreEqual(expected, read());
        }
        // The row disposes the one below it.
        row.Dispose();
    }

    public static void APredictionEngineAgrees(Candidate candidate)
    {
        var rows = ContractRow.Some(12, seed: 3);
        var expected = ScoredRows.Of(candidate.Model.Transform(ContractRow.View(rows)));
        var found = candidate.Label switch
        {
            LabelKind.YesOrNo => Predict<YesOrNo>(candidate, rows, a => $"{ScoredRows.Text(a.Score)} | {ScoredRows.Text(a.Probability)} | {a.PredictedLabel}"),
            LabelKind.Amount => Predict<Amount>(candidate, rows, a => ScoredRows.Text(a.Score)),
            _ => Predict<Class>(candidate, rows, a => $"{string.Join(' ', a.Score.Select(ScoredRows.Text))} | {a.PredictedLabel}"),
        };
        CollectionAssert.AreEqual(expected, found);
    }

    private static string[] Predict<T>(Candidate candidate, ContractRow[] rows, Func<T, string> text) where T : class, new()
    {
        var options = new PredictionEngineOptions { OwnsTransformer = false };
        using var engine = new MLContext().Model.CreatePredictionEngine<ContractRow, T>(candidate.Model, options);
        return [.. rows.Select(r => text(engine.Predict(r)))];
    }

    private static TResult[] OnThreads<T, TResult>(IEnumerable<T> items, Func<T, TResult> work) =>
        Task.WhenAll(items.Select(item => Task.Factory.StartNew(() => work(item), TaskCreationOptions.LongRunning))).Result;

    private sealed class Class
    {
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }

    private sealed class YesOrNo
    {
        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class Amount
    {
        public float Score { get; set; }
    }
}
