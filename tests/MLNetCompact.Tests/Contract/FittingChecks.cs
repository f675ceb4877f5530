using Microsoft.ML;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.Contract;

/// <summary>How an estimator fits.</summary>
internal static class FittingChecks
{
    public static void FittingTwiceGivesTheSameModel(Candidate candidate)
    {
        var estimator = candidate.Estimator();
        using var first = estimator.Fit(Candidate.Data());
        using var second = estimator.Fit(Candidate.Data());
        CollectionAssert.AreEqual(first.Network.ToOnnx(), second.Network.ToOnnx());
        Assert.AreEqual(first.Report.ToString(), second.Report.ToString());
    }

    public static void CrossValidateRefits(Candidate candidate)
    {
        var estimator = new Counted(candidate.Estimator());
        var models = CrossValidate(estimator, candidate);
        Assert.HasCount(3, models);
        Assert.AreEqual(3, estimator.Fits);
        Assert.AreEqual(3, models.Select(m => Convert.ToHexString(((NetworkTransformer)m).Network.ToOnnx())).Distinct().Count(), "the folds are trained on different rows");
        using var after = estimator.Fit(Candidate.Data());
        CollectionAssert.AreEqual(candidate.Model.Network.ToOnnx(), after.Network.ToOnnx(), "it fits as if it had never been used");
        foreach (var model in models)
            ((IDisposable)model).Dispose();
    }

    public static void RowsAreReadOnce(Candidate candidate)
    {
        var data = new WatchedView(Candidate.Data());
        using var model = candidate.Estimator().Fit(data);
        Assert.AreEqual(1, data.Cursors);
        Assert.AreEqual(48, data.Rows);
    }

    /// <summary>The models of the three folds, scored and measured as ML.NET does it.</summary>
    public static ITransformer[] CrossValidate(IEstimator<ITransformer> estimator, Candidate candidate)
    {
        var ml = new MLContext(seed: 1);
        var (data, label) = (Candidate.Data(), candidate.LabelName);
        return candidate.Label switch
        {
            LabelKind.YesOrNo => [.. ml.BinaryClassification.CrossValidate(data, estimator, 3, label).Select(r => r.Model)],
            LabelKind.Amount => [.. ml.Regression.CrossValidate(data, estimator, 3, label).Select(r => r.Model)],
            _ => [.. ml.MulticlassClassification.CrossValidate(data, estimator, 3, label).Select(r => r.Model)],
        };
    }

    /// <summary>Counts how often an estimator is fitted.</summary>
    private sealed class Counted(NetworkEstimator estimator) : IEstimator<NetworkTransformer>
    {
        public int Fits { get; private set; }

        public NetworkTransformer Fit(IDataView input)
        {
            Fits++;
            return estimator.Fit(input);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => estimator.GetOutputSchema(inputSchema);
    }
}
