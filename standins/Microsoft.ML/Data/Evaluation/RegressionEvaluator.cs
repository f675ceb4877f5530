namespace Microsoft.ML.Data;

public sealed class RegressionMetrics
{
    internal RegressionMetrics() { }

    public double MeanAbsoluteError { get; internal init; }

    public double MeanSquaredError { get; internal init; }

    public double RootMeanSquaredError => Math.Sqrt(MeanSquaredError);

    /// <summary>The mean of the loss, which is the squared error.</summary>
    public double LossFunction => MeanSquaredError;

    public double RSquared { get; internal init; }
}

/// <summary>Sums up errors in one pass. Rows without a label or with a score that is no number do not count.</summary>
internal static class RegressionEvaluator
{
    public static RegressionMetrics Evaluate(IDataView data, string labelName, string scoreName)
    {
        var label = Labels.FindSingle(data, "label", labelName);
        var score = Labels.FindSingle(data, "score", scoreName);
        double count = 0, labels = 0, squaredLabels = 0, absolute = 0, squared = 0;
        using var cursor = data.GetRowCursor([label, score]);
        var getLabel = cursor.GetGetter<float>(label);
        var getScore = cursor.GetGetter<float>(score);
        float truth = 0, predicted = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref truth);
            getScore(ref predicted);
            if (float.IsNaN(truth) || !float.IsFinite(predicted))
                continue;
            var error = (double)predicted - truth;
            count++;
            labels += truth;
            squaredLabels += (double)truth * truth;
            absolute += Math.Abs(error);
            squared += error * error;
        }
        var spread = squaredLabels - labels * labels / Math.Max(count, 1);
        return new RegressionMetrics
        {
            MeanAbsoluteError = count > 0 ? absolute / count : 0,
            MeanSquaredError = count > 0 ? squared / count : 0,
            RSquared = count > 0 ? 1 - squared / spread : 0,
        };
    }
}
