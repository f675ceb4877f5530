using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>The generator itself: what it makes is right, the same every time, and broad.</summary>
[TestClass]
public class RandomGraphsTests
{
    private const int Graphs = 1000;

    private static readonly Lazy<List<(int Seed, RandomGraph Graph)>> s_all = new(() => [.. Enumerable.Range(1, Graphs).Select(seed => (seed, RandomGraphs.Create(seed, seed % 13)))]);

    [TestMethod]
    public void OnnxRuntimeComputesWhatTheReferenceComputes()
    {
        foreach (var (seed, graph) in s_all.Value)
        {
            var inputs = RandomNetworks.Inputs(graph.Network, seed);
            Same.Outputs(ReferenceExecutor.Run(graph.Network, inputs), OrtExecutor.Run(graph.Network.ToOnnx(), inputs), Told(seed, graph));
        }
    }

    [TestMethod]
    public void ShapesAreThoseThatRunningGives()
    {
        foreach (var (seed, graph) in s_all.Value)
        {
            foreach (var (value, tensor) in ReferenceExecutor.RunAll(graph.Network, RandomNetworks.Inputs(graph.Network, seed)))
                Same.Shape(graph.Network, value, tensor, Told(seed, graph));
        }
    }

    [TestMethod]
    public void EveryShapeIsKnownButForTheBatchWhereNothingHidesIt()
    {
        foreach (var (seed, graph) in s_all.Value)
        {
            var network = graph.Network;
            if (network.Inputs.Any(i => i.Shape!.Skip(1).Contains(Shape.Unknown)) || network.Nodes.Any(n => n.Operator is OpaqueOp or ShapeOp))
                continue;
            foreach (var value in network.Nodes.SelectMany(n => n.Outputs))
                Assert.IsTrue(network.Shapes.GetValueOrDefault(value) is { } shape && shape.Count(d => d == Shape.Unknown) <= 1, $"{Told(seed, graph)}: '{value}' is {network.Shapes.GetValueOrDefault(value)}");
        }
    }

    [TestMethod]
    public void SameSeedMakesTheSameNetwork()
    {
        for (var seed = 1; seed <= 50; seed++)
            CollectionAssert.AreEqual(RandomGraphs.Create(seed, seed % 10).Network.ToOnnx(), RandomGraphs.Create(seed, seed % 10).Network.ToOnnx());
    }

    [TestMethod]
    public void FewerBlocksMakeTheBeginningOfTheSameNetwork()
    {
        var same = 0;
        for (var seed = 1; seed <= 50; seed++)
        {
            var (whole, part) = (RandomGraphs.Create(seed, 6).Forms, RandomGraphs.Create(seed, 3).Forms);
            // The last layers come behind: at least the first block is in both. A network that rounding would change was made anew.
            same += whole.Take(2).SequenceEqual(part.Take(2)) ? 1 : 0;
        }
        Assert.IsGreaterThan(40, same);
    }

    [TestMethod]
    public void EveryOperatorAndEveryFormOccurs()
    {
        var operators = OperatorForms.All.Keys.ToDictionary(type => type.Name, _ => 0);
        var forms = RandomGraphs.AllForms.Concat(GraphFeatures.All.Keys).ToDictionary(form => form, _ => 0);
        foreach (var (_, graph) in s_all.Value)
        {
            foreach (var type in graph.Network.Nodes.Select(n => n.Operator.GetType().Name).Distinct().Where(operators.ContainsKey))
                operators[type]++;
            foreach (var form in graph.Forms.Distinct().Concat(GraphFeatures.All.Where(f => f.Value(graph.Network)).Select(f => f.Key)))
                forms[form]++;
        }
        var rare = operators.Where(o => o.Value < 4).Concat(forms.Where(f => f.Value < 10)).Select(f => $"{f.Key} {f.Value}");
        Assert.AreEqual("", string.Join(", ", rare), $"Too few of {Graphs} networks have these.");
    }

    private static string Told(int seed, RandomGraph graph) => $"RandomGraphs.Create({seed}, {seed % 13}): {string.Join(" ", graph.Forms)}";
}
