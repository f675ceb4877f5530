using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What binary metrics are computed from. Rows without a label or with a score that is no number are left out.</summary>
internal sealed class BinaryExamples
{
    public readonly record struct Example(bool IsPositive, float Score, float Probability);

    private BinaryExamples(List<Example> examples) => All = examples;

    public IReadOnlyList<Example> All { get; }

    public int Positives => All.Count(e => e.IsPositive);

    public int Negatives => All.Count - Positives;

    public static BinaryExamples Read(IDataView data, string labelName, string scoreName, string? probabilityName, string predictedName)
    {
        var label = Labels.Find(data, "label", labelName);
        var score = Labels.FindSingle(data, "score", scoreName);
        DataViewSchema.Column? probability = probabilityName == null ? null : Labels.FindSingle(data, "probability", probabilityName);
        Labels.Find(data, "predicted label", predictedName);
        if (label.Type is not (NumberDataViewType or BooleanDataViewType or KeyDataViewType { Count: 2 })
            || label.Type is NumberDataViewType && label.Type.RawType != typeof(float) && label.Type.RawType != typeof(double))
            throw Errors.SchemaMismatch("schema", "label", labelName, "Single, Double, Boolean or Key of two values", label.Type.ToString()!);

        using var cursor = data.GetRowCursor(probability is { } needed ? [label, score, needed] : [label, score]);
        var getLabel = Labels.Getter(cursor, label);
        var getScore = cursor.GetGetter<float>(score);
        var getProbability = probability is { } column ? cursor.GetGetter<float>(column) : null;
        var examples = new List<Example>();
        float s = 0, p = float.NaN;
        while (cursor.MoveNext())
        {
            var truth = getLabel();
            getScore(ref s);
            getProbability?.Invoke(ref p);
            if (!float.IsNaN(truth) && float.IsFinite(s))
                examples.Add(new Example(truth > 0, s, p));
        }
        return new BinaryExamples(examples);
    }
}
