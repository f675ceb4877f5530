using Microsoft.ML;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.BadInput;

[TestClass]
public sealed class CancelTests
{
    [TestMethod]
    public void CancellingInTheMiddleOfAnEpochEndsTheFitAtOnceAndTheNextOneWorks()
    {
        using var temp = new PrivateTemp();
        using var source = new CancellationTokenSource();
        var ml = new MLContext(seed: 1);
        var epochs = 0;
        // One row a batch, so that an epoch is long; cancelled from outside while one runs.
        var settings = new RunSettings
        {
            CancellationToken = source.Token,
            Progress = new Listener<TrainingProgress>(_ =>
            {
                if (++epochs == 1)
                    source.CancelAfter(10);
            }),
        };
        var data = Bad.View(ml, TinyImages.Rows(480));
        var estimator = Bad.Trainer(ml, options: Bad.Brief with { Epochs = 100_000, BatchSize = 1 }, settings: settings);
        Assert.AreEqual(source.Token, Assert.Throws<OperationCanceledException>(() => estimator.Fit(data)).CancellationToken);
        Assert.IsTrue(epochs < 1000, $"it went on for {epochs} epochs");
        Assert.IsEmpty(temp.Files, string.Join(' ', temp.Files));

        using var model = Bad.Trainer(ml).Fit(data);
        Assert.AreEqual(1, model.Report.Steps.Count);
    }

    [TestMethod]
    public void CancellingWhileRowsAreReadEndsTheFit()
    {
        using var source = new CancellationTokenSource();
        var ml = new MLContext(seed: 1);
        const int All = 200_000;
        var (read, some) = (0, TinyImages.Rows(24));
        IEnumerable<TinyImages.Row> Rows()
        {
            while (read < All)
            {
                if (++read == 5)
                    source.Cancel();
                yield return some[read % some.Length];
            }
        }
        Assert.Throws<OperationCanceledException>(() => Bad.Trainer(ml, settings: new() { CancellationToken = source.Token }).Fit(Bad.View(ml, Rows())));
        // Steps of ML.NET's own before it may read ahead, on threads.
        Assert.IsLessThan(All / 2, read);
    }

    [TestMethod]
    public void ACancelledTokenReadsNothing()
    {
        var ml = new MLContext(seed: 1);
        var data = new WatchedView(Bad.View(ml, TinyImages.Rows(24)));
        Assert.Throws<OperationCanceledException>(() => Bad.Trainer(ml, settings: new() { CancellationToken = new(canceled: true) }).Fit(data));
        Assert.IsTrue(data.Rows <= 1, $"{data.Rows} rows were read");
    }
}
