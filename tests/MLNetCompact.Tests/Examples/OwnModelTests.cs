using Microsoft.ML;
using MLNetCompact.Tests.Tools;
using OwnModel;

namespace MLNetCompact.Tests.Examples;

/// <summary>The example from a model that TorchSharp trained to the small one that another program loads.</summary>
[TestClass]
public sealed class OwnModelTests
{
    [TestMethod]
    public void A_model_of_ones_own_is_made_small_and_used_without_training()
    {
        using var folder = new TempFolder();

        var table = Spirals.Run(folder.Path, new Effort(Train: 250, Sparsify: 5, Retrain: 3));

        Assert.HasCount(2, table.Rows);
        Assert.IsLessThan(new FileInfo(folder.File("own.onnx")).Length, new FileInfo(folder.File("model.onnx")).Length);
        var ml = new MLContext();
        using var engine = ml.Model.CreatePredictionEngine<Point, Answer>(ml.Model.Load(folder.File("model.zip"), out _));
        var points = Point.Spirals(300, seed: 3);
        var right = points.Count(p => engine.Predict(p).Score is var scores && Point.Arms[Array.IndexOf(scores, scores.Max())] == p.Label);
        Assert.IsGreaterThan(270, right);
    }
}
