using System.Xml.Linq;
using Microsoft.ML;
using MLNetCompact.Tests.BadInput;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class SensitivityTests
{
    private static readonly PruneRetrainOptions s_options = new() { Kept = 0.3, Rounds = 1, Retraining = NeuralNetworkTrainerTests.Short with { Epochs = 1 } };

    [TestMethod]
    public void TheCurvesAreMeasuredOnceAndKept()
    {
        using var folder = new TempFolder();
        var path = folder.File("curves");
        using var first = Fit(s_options with { SensitivityFolder = path });
        var json = Directory.GetFiles(path, "*.json").Single();
        var csv = File.ReadAllLines(Path.ChangeExtension(json, ".csv"));
        Assert.AreEqual("layer,kept,accuracy", csv[0]);
        Assert.AreEqual(4 * 11, csv.Length - 1);
        Assert.AreEqual(4, XDocument.Load(Path.ChangeExtension(json, ".svg")).Descendants().Count(e => e.Name.LocalName == "polyline"));
        // The second reads them: what is written there counts.
        var changed = PruneSensitivity.Load(json);
        (changed with { Curves = [.. changed.Curves.Select(c => c with { Points = [.. c.Points.Select(p => p with { Metric = c.Layer == "dense1" || p.Kept > 0.7 ? 1 : 0 })] })] }).Save(json[..^5]);
        using var second = Fit(s_options with { SensitivityFolder = path });
        Assert.AreEqual(1, Directory.GetFiles(path, "*.json").Length);
        Assert.IsTrue(Share(second, "dense1") < Share(first, "dense1"), $"{Share(second, "dense1")} and {Share(first, "dense1")}");
        File.WriteAllText(json, "{");
        Bad.Message<InvalidDataException>(() => Fit(s_options with { SensitivityFolder = path }), json, "Delete it");
    }

    [TestMethod]
    public void CurvesStartFromTheWholeNetworkAndEndNoBetter()
    {
        using var folder = new TempFolder();
        using var model = Fit(s_options with { SensitivityFolder = folder.File("s") });
        var curves = PruneSensitivity.Load(Directory.GetFiles(folder.File("s"), "*.json").Single()).Curves;
        Assert.IsTrue(curves.All(c => c.Points[0].Kept == 1 && c.Points[0].Metric == curves[0].Points[0].Metric), "all start from the whole network");
        Assert.IsTrue(curves.All(c => c.Points[^1].Metric <= c.Points[0].Metric), "2 % of a layer are no better than all");
        CollectionAssert.AreEqual(new[] { true, true, false, false }, curves.Select(c => c.IsConvolution).ToArray());
        // The report has the same curves for its page.
        var drawn = model.Report.Steps.Single(s => s.Step == "PruneRetrain").Figures!.Single().Curves;
        CollectionAssert.AreEqual(curves.Select(c => c.Layer).ToArray(), drawn.Select(c => c.Name).ToArray());
        CollectionAssert.AreEqual(curves.SelectMany(c => c.Points.Select(p => p.Metric)).ToArray(), drawn.SelectMany(c => c.Y).ToArray());
    }

    private static double Share(NetworkTransformer model, string layer) => PrunableLayer.Of(model.Network).Single(l => l.Node.Name == layer) is var own ? (double)own.Live / own.Values.Length : 0;

    private static NetworkTransformer Fit(PruneRetrainOptions options)
    {
        var ml = new MLContext(seed: 1);
        return ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().NeuralNetwork(TinyImages.Network(), NeuralNetworkTrainerTests.Short).PruneRetrain(options)).Fit(TinyImages.View(ml)).LastTransformer;
    }
}
