using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Counts how well class probabilities meet labels. Rows without a label or with scores that are no numbers do not count.</summary>
internal sealed class MulticlassEvaluator
{
    private const double SmallestProbability = 1e-15;

    private readonly double[][] _counts;
    private readonly double[] _logLoss;
    private readonly double[] _atRank;
    private double _unknown;

    private MulticlassEvaluator(int classes)
    {
        _counts = [.. Enumerable.Range(0, classes).Select(_ => new double[classes])];
        _logLoss = new double[classes];
        _atRank = new double[classes];
    }

    public static MulticlassClassificationMetrics Evaluate(IDataView data, string labelName, string scoreName, string predictedName, int topK)
    {
        var label = Labels.Find(data, "label", labelName);
        var score = Labels.Find(data, "score", scoreName);
        Labels.Find(data, "predicted label", predictedName);
        if (!label.Type.Equals(NumberDataViewType.Single) && label.Type is not KeyDataViewType)
            throw Errors.SchemaMismatch("schema", "label", labelName, "Single or Key", label.Type.ToString()!);
        if (score.Type is not VectorDataViewType { Size: >= 2 } vector || !vector.ItemType.Equals(NumberDataViewType.Single))
            throw Errors.SchemaMismatch("schema", "score", scoreName, "vector of two or more items of type Single", score.Type.ToString()!);
        var evaluator = new MulticlassEvaluator(vector.Size);
        using (var cursor = data.GetRowCursor([label, score]))
            evaluator.Read(Labels.Getter(cursor, label), cursor, score);
        return evaluator.Metrics(Names(score, vector.Size), topK);
    }

    private void Read(Func<float> label, DataViewRowCursor cursor, DataViewSchema.Column scoreColumn)
    {
        var getScore = cursor.GetGetter<VBuffer<float>>(scoreColumn);
        var classes = _counts.Length;
        var scores = new float[classes];
        VBuffer<float> buffer = default;
        while (cursor.MoveNext())
        {
            getScore(ref buffer);
            if (buffer.Length != classes)
                throw new InvalidOperationException($"Expected {classes} scores, got {buffer.Length}.");
            buffer.CopyTo(scores);
            var truth = label();
            if (float.IsNaN(truth) || scores.Any(s => !float.IsFinite(s)))
                continue;
            if (truth < 0 || truth != (int)truth)
                throw new InvalidOperationException($"Class index must be a non-negative integer, got {truth}.");
            if (truth >= classes)
                _unknown++;
            else
                Count((int)truth, scores);
        }
    }

    private void Count(int truth, float[] scores)
    {
        var best = Array.IndexOf(scores, scores.Max());
        _counts[truth][best]++;
        _logLoss[truth] -= Math.Log(Math.Clamp(scores[truth], SmallestProbability, 1));
        _atRank[scores.Count(s => s > scores[truth])]++;
    }

    private MulticlassClassificationMetrics Metrics(string[] names, int topK)
    {
        var perClass = Array.ConvertAll(_counts, row => row.Sum());
        var known = perClass.Sum();
        var all = known + _unknown;
        var entropy = perClass.Where(n => n > 0).Sum(n => -n / known * Math.Log(n / known));
        var logLoss = known > 0 ? _logLoss.Sum() / known : 0;
        var upTo = 0.0;
        var accuracyAtK = Array.ConvertAll(_atRank, count => all > 0 ? (upTo += count) / all : 0);
        return new MulticlassClassificationMetrics
        {
            MicroAccuracy = all > 0 ? Enumerable.Range(0, perClass.Length).Sum(c => _counts[c][c]) / all : 0,
            MacroAccuracy = Enumerable.Range(0, perClass.Length).Where(c => perClass[c] > 0).Select(c => _counts[c][c] / perClass[c]).DefaultIfEmpty().Average(),
            LogLoss = logLoss,
            LogLossReduction = entropy > 0 ? (entropy - logLoss) / entropy : 0,
            PerClassLogLoss = [.. perClass.Select((n, c) => n > 0 ? _logLoss[c] / n : 0)],
            TopKPredictionCount = topK,
            TopKAccuracy = topK > 0 ? accuracyAtK[Math.Min(topK, accuracyAtK.Length) - 1] : 0,
            TopKAccuracyForAllK = accuracyAtK,
            ConfusionMatrix = new ConfusionMatrix(_counts, names, binary: false),
        };
    }

    private static string[] Names(DataViewSchema.Column score, int classes)
    {
        if (!score.HasSlotNames())
            return [.. Enumerable.Range(0, classes).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
