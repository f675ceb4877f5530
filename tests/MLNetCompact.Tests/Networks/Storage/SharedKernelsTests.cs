using Google.Protobuf;
using MLNetCompact.Onnx;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>One codebook for several weights.</summary>
[TestClass]
public class SharedKernelsTests
{
    [TestMethod]
    public void AFileHasTheCodebookOnceAndItIsReadAsOneObject()
    {
        var (coded, dense) = Network(40);
        var bytes = coded.ToOnnx();
        Assert.AreEqual(1, ModelProto.Parser.ParseFrom(bytes).Graph.Initializer.Count(i => i.Name.EndsWith("codebook", StringComparison.Ordinal)));
        var read = MLNetCompact.Network.Load(bytes);
        CollectionAssert.AreEqual(bytes, read.ToOnnx());
        foreach (var (name, weight) in Kernels(coded))
        {
            Assert.AreEqual(weight.Storage, read.Weights[name].Storage, name);
            Assert.IsTrue(Storage(read, name).IsShared);
            CollectionAssert.AreEqual(dense.Weights[name].Values.ToArray(), read.Weights[name].Values.ToArray());
        }
        Assert.HasCount(1, Codebooks(read));
        Same.Behaviour(dense, coded, "shared");
        Same.Behaviour(dense, read, "read");
    }

    [TestMethod]
    public void TheFileIsAsLargeAsTheWeightsTogether()
    {
        var (coded, dense) = Network(40);
        var names = dense.ToOnnx().Length - dense.Weights.Values.Sum(w => w.StoredBytes);
        var extra = coded.ToOnnx().Length - Weight.StoredTogether(coded.Weights.Values) - names;
        Assert.IsInRange(3 * 100, 3 * 400, extra);
        var codebook = Codebooks(coded).Single().StoredBytes;
        Assert.AreEqual(coded.Weights.Values.Sum(w => w.StoredBytes) - 2 * codebook, Weight.StoredTogether(coded.Weights.Values));
    }

    [TestMethod]
    public void CodebooksThatAreEqualButNotTheSameStayApart()
    {
        var (coded, _) = Network(40);
        var own = coded.WithWeights(Kernels(coded).Select(w => Weight.Of(w.Key, w.Value.Shape, Again(Storage(coded, w.Key)))));
        Assert.HasCount(3, Codebooks(MLNetCompact.Network.Load(own.ToOnnx())));
        Assert.IsFalse(Kernels(MLNetCompact.Network.Load(own.ToOnnx())).Any(w => ((KernelStorage)w.Value.Storage).IsShared));
        static KernelStorage Again(KernelStorage storage) => new(storage.Codebook, storage.Parts[1], storage.Scales);
    }

    [TestMethod]
    public void SurgeryLeavesTheCodebookWholeAndShared()
    {
        var (coded, dense) = Network(40);
        var groups = ChannelGroups.Of(coded).Removable.Where(g => g.Id % 3 == 0).Select(g => g.Id).ToHashSet();
        Assert.AreNotEqual(0, groups.Count);
        Network Cut(Network network) => Surgery.Remove(network, ChannelGroups.Of(network).All.Where(g => groups.Contains(g.Id))).Network;
        var cut = Cut(coded);
        Same.Behaviour(Cut(dense), cut, "cut");
        Assert.AreSame(Codebooks(coded).Single(), Codebooks(cut).Single());
        Assert.HasCount(1, Codebooks(MLNetCompact.Network.Load(cut.ToOnnx())));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void OtherTapsOrValuesAreNotSharedAnyMore(bool scaled)
    {
        var codebook = Codes.Kernels("c", new Shape(1, 1, 3, 3), 40, scaled: false, seed: 1).Weight;
        var book = ((KernelStorage)codebook.Storage).Codebook;
        var dims = new Shape(4, 3);
        int[] numbers = [.. Enumerable.Range(0, 12).Select(i => i * 3)];
        var weight = Weight.Of("w", new Shape(4, 3, 3, 3), KernelStorage.Of(book, dims, numbers, scaled ? KernelScales.Of(dims, [.. numbers.Select(n => n - 7f)]) : null, new() { IsShared = true }));
        var taps = weight.Select(3, [2, 0]);
        CollectionAssert.AreEqual(weight.AsDense().Select(3, [2, 0]).Values.ToArray(), taps.Values.ToArray());
        Assert.IsFalse(((KernelStorage)taps.Storage).IsShared);
        Assert.AreEqual(12, ((KernelStorage)taps.Storage).Codebook.Shape[0]);
        var doubled = weight.With([.. weight.Values.ToArray().Select(v => v * 2)]);
        CollectionAssert.AreEqual(weight.Values.ToArray().Select(v => v * 2).ToArray(), doubled.Values.ToArray());
        Assert.AreEqual(scaled, doubled.Storage is DenseStorage);
        Assert.IsTrue(scaled || doubled.Storage is KernelStorage { IsShared: false });
        // What is told apart by no value stays.
        Assert.AreSame(weight.Storage, weight.With(weight.Values).Storage);
    }

    [TestMethod]
    public void WithOneWeightLeftTheCodebookIsItsOwn()
    {
        var (coded, _) = Network(40);
        var one = coded.WithWeights(Kernels(coded).Skip(1).Select(w => w.Value.AsDense()));
        var read = MLNetCompact.Network.Load(one.ToOnnx());
        Assert.IsFalse(Storage(read, Kernels(coded).First().Key).IsShared);
        CollectionAssert.AreEqual(one.ToOnnx(), read.ToOnnx());
    }

    [TestMethod]
    public void ACodebookThatAnythingElseReadsIsNone()
    {
        var (coded, _) = Network(40);
        foreach (var change in new Action<ModelProto>[]
        {
            // The network gives it.
            m => m.Graph.Output.Add(Output(m)),
            // A layer reads it.
            m => m.Graph.Node.Add(OnnxModels.Node("Mul", [Output(m).Name, Output(m).Name], "squares")),
            // One of the codes is none.
            m => m.Graph.Node.First(n => n.Name.StartsWith(CodeWriter.Mark, StringComparison.Ordinal)).Name = "other",
            m =>
            {
                var index = m.Graph.Initializer.First(i => i.Name.EndsWith(".index", StringComparison.Ordinal));
                index.RawData = ByteString.CopyFrom([.. Enumerable.Repeat((byte)40, index.RawData.Length)]);
            },
        })
        {
            var model = ModelProto.Parser.ParseFrom(coded.ToOnnx());
            change(model);
            var network = MLNetCompact.Network.Load(model.ToByteArray());
            Assert.IsFalse(network.Weights.Values.Any(w => w.Storage is KernelStorage));
            CollectionAssert.AreEqual(network.ToOnnx(), MLNetCompact.Network.Load(network.ToOnnx()).ToOnnx());
        }
        static ValueInfoProto Output(ModelProto model)
        {
            var output = OnnxModels.Value(model.Graph.Initializer.Single(i => i.Name.EndsWith("codebook", StringComparison.Ordinal)).Name);
            output.Type.TensorType.Shape = null;
            return output;
        }
    }

    [TestMethod]
    public void ManyCodesOfOneCodebookTakeNoMoreThanTheirIndices()
    {
        // Each stands for a thousand times its bytes at most, as any code does.
        var nodes = Enumerable.Range(0, 2000).SelectMany(i => new[]
        {
            OnnxModels.Node("Cast", [$"index{i}"], $"i{i}", new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = 6 }),
            OnnxModels.Node("Gather", ["book", $"i{i}"], $"w{i}"), OnnxModels.Node("Mul", ["x", $"w{i}"], $"y{i}"),
        }).ToArray();
        foreach (var node in nodes.Where(n => n.OpType == "Gather"))
            node.Name = $"{CodeWriter.Mark}{node.Output[0]}";
        var indices = Enumerable.Range(0, 2000).Select(i => new TensorProto { Name = $"index{i}", DataType = (int)ElementType.UInt8, Dims = { 100 }, RawData = ByteString.CopyFrom(new byte[100]) });
        var model = OnnxModels.Model([OnnxModels.Value("x", -1)], nodes, [OnnxModels.Value("y0", -1)], [.. indices, OnnxModels.Floats("book", [1, 1024], new float[1024])]);
        Assert.IsTrue(HostileFile.Survives(model.ToByteArray(), "one codebook for many", use: false));
        Assert.HasCount(1, Codebooks(MLNetCompact.Network.Load(model.ToByteArray())));
    }

    private static KernelStorage Storage(Network network, string name) => (KernelStorage)network.Weights[name].Storage;

    private static IEnumerable<KeyValuePair<string, Weight>> Kernels(Network network) => network.Weights.Where(w => w.Value.Storage is KernelStorage);

    private static Weight[] Codebooks(Network network) => [.. Kernels(network).Select(w => ((KernelStorage)w.Value.Storage).Codebook).Distinct(ReferenceEqualityComparer.Instance).Cast<Weight>()];

    /// <summary>A network of three convolutions that share kernels, one with scales, and the same with dense weights.</summary>
    private static (Network Coded, Network Dense) Network(int kernels)
    {
        var dense = new NetworkBuilder(3, 12, 12).Conv(9, 3).Relu().Conv(12, 3, pad: 1).MaxPool(2).Relu().Conv(6, 3).Flatten().Dense(4).Build();
        return Codes.SharingKernels(dense, kernels, seed: 3);
    }
}
