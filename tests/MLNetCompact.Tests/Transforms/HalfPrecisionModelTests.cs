using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Onnx;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

/// <summary>Networks with weights of 16-bit floating point, which ML.NET refuses among the weights of a file, and coded ones, in a model.zip.</summary>
[TestClass]
public sealed class HalfPrecisionModelTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [TestMethod]
    public void ANetworkOfHalfPrecisionScoresTheSameOnceItWasSaved()
    {
        var network = TinyImages.Network();
        Node To(string name, ElementType type, string from, string to) => new(name, new Cast { To = type }, [from], [to]);
        var (input, output) = (network.Inputs[0].Name, network.Outputs[0].Name);
        string New(string name) => name == input || name == output ? $"{name}.half" : name;
        var nodes = network.Nodes.Select(n => n with { Inputs = [.. n.Inputs.Select(New)], Outputs = [.. n.Outputs.Select(New)] });
        var half = network.With(nodes: [To("first", ElementType.Float16, input, New(input)), .. nodes, To("last", ElementType.Float, New(output), output)],
            weights: network.Weights.Values.Select(w => w.Type == ElementType.Float ? Weight.Of(w.Name, ElementType.Float16, w.Shape, w.Values) : w));
        var halves = Survives(half);
        Assert.IsTrue(half.Weights.Values.Any(w => w.Type == ElementType.Float16));
        // Half precision has eleven bits.
        using var model = Fit(network);
        var full = Scores(model);
        Assert.IsLessThan(0.01, halves.Zip(full).Max(p => Math.Abs(p.First - p.Second)));
        CollectionAssert.AreNotEqual(full, halves);
    }

    [TestMethod]
    [DataRow(ElementType.Float16)]
    [DataRow(ElementType.BFloat16)]
    public void ShortWeightsBesideCodedOnesSurviveSaving(ElementType type)
    {
        var network = TinyImages.Network();
        var large = network.Weights.Values.Where(w => w.Shape.Count > 1).ToArray();
        Weight[] coded = [Weight.Of(large[1].Name, large[1].Shape, SparseStorage.Of(Codes.Sparse((int)large[1].Count, 0.2, 7, seed: 1))),
            Codes.Kernels(large[0].Name, large[0].Shape, 3, scaled: true, seed: 2).Weight];
        var shorts = large.Skip(2).Select(w => Weight.Of($"{w.Name}.short", type, w.Shape, w.Values)).ToArray();
        var casts = large.Skip(2).Select(w => new Node($"{w.Name}.cast", new Cast { To = ElementType.Float }, [$"{w.Name}.short"], [w.Name]));
        Survives(network.With(nodes: [.. casts, .. network.Nodes], weights: [.. network.Weights.Values.Except(large), .. coded, .. shorts]));
    }

    [TestMethod]
    public void CodedWeightsLieInTheModelAsTheirCodes()
    {
        var (coded, dense) = Codes.Network();
        var random = new Random(1);
        var rows = Enumerable.Range(0, 20).Select(i => new Row { Features = [.. Enumerable.Range(0, 3 * 12 * 12).Select(_ => random.NextSingle())], Label = i % 4 }).ToArray();
        var view = s_ml.Data.LoadFromEnumerable(rows);
        using var folder = new TempFolder();
        foreach (var (network, name) in new[] { (coded, "coded.zip"), (dense, "dense.zip") })
        {
            using var model = s_ml.Transforms.Conversion.MapValueToKey("Label").Append(s_ml.Compaction().From(network)).Fit(view);
            s_ml.Model.Save(model, view.Schema, folder.File(name));
        }
        var saved = coded.Weights.Values.Sum(w => w.StoredBytes - w.AsDense().StoredBytes) + coded.Weights.Values.Count(w => w.Storage is CodedStorage) * CodedStorage.MostForNodes;
        Assert.IsLessThan(Onnx(folder.File("dense.zip")).CalculateSize() + saved, Onnx(folder.File("coded.zip")).CalculateSize());
        var loaded = (NetworkTransformer)((TransformerChain<ITransformer>)s_ml.Compaction().Load(folder.File("coded.zip"), out _)).Last();
        CollectionAssert.AreEqual(coded.ToOnnx(), loaded.Network.ToOnnx());
    }

    /// <summary>The network's scores, which are the same from a saved model, as the network is.</summary>
    private static float[] Survives(Network network)
    {
        using var folder = new TempFolder();
        using var model = Fit(network);
        s_ml.Model.Save(model, TinyImages.View(s_ml).Schema, folder.File("model.zip"));
        Assert.IsFalse(Onnx(folder.File("model.zip")).Graph.Initializer.Any(i => (ElementType)i.DataType is ElementType.Float16 or ElementType.BFloat16));
        var loaded = new MLContext().Compaction().Load(folder.File("model.zip"), out _);
        var again = ((NetworkTransformer)((TransformerChain<ITransformer>)loaded).Last()).Network;
        CollectionAssert.AreEqual(network.ToOnnx(), model.LastTransformer.Network.ToOnnx());
        CollectionAssert.AreEqual(network.ToOnnx(), again.ToOnnx());
        CollectionAssert.AreEqual(Scores(model), Scores(loaded));
        return Scores(loaded);
    }

    private static TransformerChain<NetworkTransformer> Fit(Network network) =>
        s_ml.Transforms.Conversion.MapValueToKey("Label").Append(s_ml.Compaction().From(network)).Fit(TinyImages.View(s_ml));

    private static float[] Scores(ITransformer model) => [.. model.Transform(TinyImages.View(s_ml, 20)).GetColumn<VBuffer<float>>("Score").SelectMany(v => v.DenseValues().ToArray())];

    /// <summary>The model in a zip: its length and its bytes.</summary>
    private static ModelProto Onnx(string zip)
    {
        using var archive = ZipFile.OpenRead(zip);
        using var content = archive.Entries.Single(e => e.FullName.EndsWith("OnnxModel", StringComparison.Ordinal)).Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return ModelProto.Parser.ParseFrom(bytes.ToArray().AsSpan(sizeof(int)));
    }

    private sealed class Row
    {
        [VectorType(3 * 12 * 12)]
        public float[] Features { get; set; } = [];

        public int Label { get; set; }
    }
}
