namespace Microsoft.ML.Data;

/// <summary>Areas under the curves that a threshold draws as it moves down the scores. Equal scores move together.</summary>
internal static class RankingCurves
{
    public static (double Roc, double PrecisionRecall) Areas(BinaryExamples examples)
    {
        double hits = 0, alarms = 0, roc = 0, precisionRecall = 0, lastRecall = 0, lastPrecision = 1;
        foreach (var tie in examples.All.GroupBy(e => e.Score).OrderByDescending(g => g.Key))
        {
            double newHits = tie.Count(e => e.IsPositive), newAlarms = tie.Count() - newHits;
            roc += newAlarms * (hits + newHits / 2);
            hits += newHits;
            alarms += newAlarms;
            var recall = hits / examples.Positives;
            var precision = hits / (hits + alarms);
            precisionRecall += (recall - lastRecall) * (precision + lastPrecision) / 2;
            (lastRecall, lastPrecision) = (recall, precision);
        }
        return (roc / examples.Positives / examples.Negatives, precisionRecall);
    }
}
