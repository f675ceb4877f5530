namespace MLNetCompact.Tests.Tools;

/// <summary>The named networks are right.</summary>
[TestClass]
public class GraphShapesTests
{
    public static IEnumerable<object[]> Names => GraphShapes.All.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void OnnxRuntimeComputesWhatTheReferenceComputes(string name)
    {
        var network = GraphShapes.All[name]();
        var inputs = RandomNetworks.Inputs(network);
        var expected = ReferenceExecutor.RunAll(network, inputs);
        Same.Outputs(network.Outputs.ToDictionary(o => o.Name, o => expected[o.Name]), OrtExecutor.Run(network.ToOnnx(), inputs), name);
        foreach (var (value, tensor) in expected)
            Same.Shape(network, value, tensor, name);
    }

    [TestMethod]
    public void EveryNetworkAmongThemHasItsOwnTest()
    {
        var methods = typeof(GraphShapes).GetMethods().Where(m => m.ReturnType == typeof(Network) && m.IsPublic).Select(m => m.Name);
        CollectionAssert.AreEquivalent(methods.ToArray(), GraphShapes.All.Keys.ToArray());
    }
}
