using MLNetCompact.Onnx;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Constants computed on reading are those that ONNX Runtime computes, bit by bit.</summary>
[TestClass]
public class RandomChainTests
{
    private static readonly Dictionary<string, ReferenceTensor> s_input = new() { ["x"] = new([1], [1]) };

    [TestMethod]
    [DataRow(9)]
    [DataRow(11)]
    [DataRow(12)]
    [DataRow(13)]
    [DataRow(17)]
    [DataRow(18)]
    [DataRow(21)]
    public void RandomChainsOfConstantsGiveWhatOnnxRuntimeGives(int opset)
    {
        var (before, after) = (0, 0);
        for (var seed = 0; seed < 40; seed++)
        {
            var bytes = ConstantGraph.Create(seed, opset, 40);
            var expected = OrtExecutor.Bytes(bytes, s_input);
            var network = Network.Load(bytes);
            var actual = OrtExecutor.Bytes(network.ToOnnx(), s_input);
            foreach (var (name, value) in expected)
            {
                Assert.AreEqual(value.Dims, actual[name].Dims, $"opset {opset}, seed {seed}: dimensions of {name}");
                CollectionAssert.AreEqual(value.Bytes, actual[name].Bytes, $"opset {opset}, seed {seed}: {name}");
            }
            CollectionAssert.AreEqual(network.ToOnnx(), Network.Load(network.ToOnnx()).ToOnnx(), $"opset {opset}, seed {seed}");
            before += ModelProto.Parser.ParseFrom(bytes).Graph.Node.Count(IsFoldable);
            after += network.Nodes.Count(n => n.Operator.OpType is not ("Identity" or "Relu"));
        }
        // Widened floating point constants stay, and what is made of them.
        Assert.IsLessThan(before / 2, after);
    }

    private static bool IsFoldable(NodeProto node) => node.OpType is not ("Identity" or "Relu" or "Constant");
}
