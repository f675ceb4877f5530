using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.BadInput;

/// <summary>What the tests of bad input share: rows that are good but for one thing, and what an error has to be like.</summary>
internal static class Bad
{
    public const int Size = TinyImages.Side * TinyImages.Side;

    public static readonly TrainingOptions Brief = new() { Epochs = 1, BatchSize = 8, LearningRate = 0.02 };

    /// <summary>Rows with the columns Features, Label (text), Number, IsLying, Height, and Key, which is Label as a key.</summary>
    public static IDataView View(MLContext ml, IEnumerable<TinyImages.Row> rows) =>
        ml.Transforms.Conversion.MapValueToKey("Key", "Label").Fit(TinyImages.View(ml, 3)).Transform(ml.Data.LoadFromEnumerable(rows));

    public static NetworkEstimator Trainer(MLContext ml, string label = "Key", string features = "Features", TrainingOptions? options = null, RunSettings? settings = null) =>
        ml.Compaction(settings).NeuralNetwork(TinyImages.Network(label == "Key" ? 3 : 1), options ?? Brief, new() { Label = label, Features = features });

    /// <summary>Both a fit and a pipeline's check before any data is read refuse the column, and say so.</summary>
    public static void IsRefusedBeforeAndInFit(NetworkEstimator estimator, IDataView data, string fitMessage, string? promiseMessage = null)
    {
        var watched = new WatchedView(data);
        Message<ArgumentOutOfRangeException>(() => estimator.Fit(watched), fitMessage);
        Message<ArgumentOutOfRangeException>(() => new EstimatorChain<ITransformer>().Append(estimator).Fit(watched), promiseMessage ?? fitMessage);
        Assert.AreEqual(0, watched.Cursors, "rows were read");
    }

    public static T Message<T>(Action act, params string[] parts) where T : Exception
    {
        var error = Assert.ThrowsExactly<T>(act);
        foreach (var part in parts)
            StringAssert.Contains(error.Message, part);
        return error;
    }
}
