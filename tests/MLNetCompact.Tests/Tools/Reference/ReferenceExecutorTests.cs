using System.Globalization;
using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>The reference computes what ONNX Runtime computes: every operator by itself, in many random forms.</summary>
[TestClass]
public class ReferenceExecutorTests
{
    private static readonly int[] s_opsets = [7, 8, 9, 10, 11, 12, 13, 15, 17, 18, 19, 20, 21];

    public static IEnumerable<object[]> Operators => OperatorForms.All.Keys.Select(type => new object[] { type.Name });

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void AgreesWithOnnxRuntime(string name)
    {
        var form = OperatorForms.All.Single(f => f.Key.Name == name).Value;
        for (var seed = 1; seed <= 60; seed++)
        {
            var (network, inputs) = Make(form, seed);
            var what = $"{name}, form {seed}, opset {network.Opset}: {Told(network)}";
            Same.Outputs(ReferenceExecutor.Run(network, inputs), OrtExecutor.Run(network.ToOnnx(), inputs), what);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void ShapesAreThoseThatRunningGives(string name)
    {
        var form = OperatorForms.All.Single(f => f.Key.Name == name).Value;
        for (var seed = 1; seed <= 60; seed++)
        {
            var (network, inputs) = Make(form, seed);
            foreach (var (value, tensor) in ReferenceExecutor.RunAll(network, inputs))
                Same.Shape(network, value, tensor, $"{name}, form {seed}, opset {network.Opset}: {Told(network)}");
        }
    }

    [TestMethod]
    public void EveryOperatorIsAmongThem()
    {
        var all = typeof(Operator).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Operator)) && !t.IsAbstract && t != typeof(OpaqueOp));
        CollectionAssert.AreEquivalent(all.ToArray(), OperatorForms.All.Keys.ToArray());
    }

    private static (Network Network, Dictionary<string, ReferenceTensor> Inputs) Make(OperatorForm form, int seed)
    {
        int[] opsets = [.. s_opsets.Where(o => o >= form.First && o <= form.Last)];
        var draft = new GraphDraft(seed, opsets[seed % opsets.Length]);
        var network = draft.Build(form.Make(draft));
        return (network, RandomNetworks.Inputs(network, seed, rows: 3));
    }

    private static string Told(Network network) => string.Join("; ", network.Nodes.Select(n => $"{n} ({string.Join(", ",
        n.Operator.Attributes.Values.Select(a => $"{a.Key}={(a.Value is Array values ? string.Join(" ", values.Cast<object>()) : Convert.ToString(a.Value, CultureInfo.InvariantCulture))}"))})"));
}
