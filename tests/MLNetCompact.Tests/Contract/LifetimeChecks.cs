using Microsoft.ML;
using MLNetCompact.ScoringProcess;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.Contract;

/// <summary>What a model holds, and gives back.</summary>
internal static class LifetimeChecks
{
    public static void FittingLeavesNoFile(Candidate candidate)
    {
        using var temp = new PrivateTemp();
        var (estimator, data, one) = (candidate.Estimator(), Candidate.Data(), Candidate.Data(1));
        for (var i = 0; i < 10; i++)
        {
            using var model = estimator.Fit(data);
            Assert.HasCount(1, ScoredRows.Of(model.Transform(one)));
        }
        foreach (var model in FittingChecks.CrossValidate(estimator, candidate))
            ((IDisposable)model).Dispose();
        Assert.IsEmpty(temp.Files, string.Join(' ', temp.Files));
    }

    public static void WorkIsRefusedOnceDisposed(Candidate candidate)
    {
        using var model = candidate.Estimator().Fit(Candidate.Data());
        var one = Candidate.Data(1);
        Assert.HasCount(1, ScoredRows.Of(model.Transform(one)));
        model.Dispose();
        Refused(model);
    }

    public static void TheChainDisposesIt(Candidate candidate)
    {
        var ml = new MLContext();
        var chain = ml.Transforms.CopyColumns("Copy", nameof(ContractRow.Id)).Append(candidate.Estimator()).Fit(Candidate.Data());
        Assert.HasCount(1, ScoredRows.Of(chain.Transform(Candidate.Data(1))));
        chain.Dispose();
        Refused(chain.LastTransformer);
    }

    public static void APredictionEngineDisposesWhatItOwns(Candidate candidate)
    {
        var model = candidate.Estimator().Fit(Candidate.Data());
        new MLContext().Model.CreatePredictionEngine<ContractRow, Answer>(model).Dispose();
        Refused(model);
    }

    private static void Refused(NetworkTransformer model)
    {
        var one = Candidate.Data(1);
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Transform(one));
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.GetOutputSchema(one.Schema));
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.GetRowToRowMapper(one.Schema));
        Assert.ThrowsExactly<ObjectDisposedException>(() => new MLContext().Model.Save(model, one.Schema, Stream.Null));
        model.Dispose();
    }

    private sealed class Answer;
}
