namespace Microsoft.ML.Data;

/// <summary>Metrics of scores: positive above 0.</summary>
public class BinaryClassificationMetrics
{
    internal BinaryClassificationMetrics(BinaryExamples examples)
    {
        if (examples.Positives == 0)
            throw new ArgumentOutOfRangeException("PosSample", "AUC is not defined when there is no positive class in the data");
        if (examples.Negatives == 0)
            throw new ArgumentOutOfRangeException("NegSample", "AUC is not defined when there is no negative class in the data");
        double Count(bool positive, bool predicted) => examples.All.Count(e => e.IsPositive == positive && e.Score > 0 == predicted);
        var (hits, misses, alarms, rejections) = (Count(true, true), Count(true, false), Count(false, true), Count(false, false));
        Accuracy = (hits + rejections) / examples.All.Count;
        PositivePrecision = Share(hits, alarms);
        PositiveRecall = Share(hits, misses);
        NegativePrecision = Share(rejections, misses);
        NegativeRecall = Share(rejections, alarms);
        var sum = PositivePrecision + PositiveRecall;
        F1Score = sum > 0 ? 2 * PositivePrecision * PositiveRecall / sum : 0;
        (AreaUnderRocCurve, AreaUnderPrecisionRecallCurve) = RankingCurves.Areas(examples);
        ConfusionMatrix = new ConfusionMatrix([[hits, misses], [alarms, rejections]], ["positive", "negative"], binary: true);
    }

    public double AreaUnderRocCurve { get; }

    public double Accuracy { get; }

    public double PositivePrecision { get; }

    public double PositiveRecall { get; }

    public double NegativePrecision { get; }

    public double NegativeRecall { get; }

    public double F1Score { get; }

    public double AreaUnderPrecisionRecallCurve { get; }

    public ConfusionMatrix ConfusionMatrix { get; }

    private static double Share(double part, double rest) => part + rest > 0 ? part / (part + rest) : 0;
}

/// <summary>And of probabilities, in bits.</summary>
public sealed class CalibratedBinaryClassificationMetrics : BinaryClassificationMetrics
{
    internal CalibratedBinaryClassificationMetrics(BinaryExamples examples) : base(examples)
    {
        var scored = examples.All.Where(e => !float.IsNaN(e.Probability)).ToArray();
        LogLoss = scored.Length > 0 ? scored.Average(e => -Math.Log2(e.IsPositive ? e.Probability : 1 - (double)e.Probability)) : 0;
        var prior = (double)examples.Positives / examples.All.Count;
        Entropy = -(prior * Math.Log2(prior) + (1 - prior) * Math.Log2(1 - prior));
        LogLossReduction = Entropy > 0 ? (Entropy - LogLoss) / Entropy : 0;
    }

    public double LogLoss { get; }

    public double LogLossReduction { get; }

    public double Entropy { get; }
}
