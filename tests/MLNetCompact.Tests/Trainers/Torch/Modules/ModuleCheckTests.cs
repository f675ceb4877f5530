using MLNetCompact.Operators;
using static TorchSharp.torch.nn;

namespace MLNetCompact.Tests;

/// <summary>The comparison at the end finds what was read wrongly.</summary>
[TestClass]
public sealed class ModuleCheckTests
{
    private static readonly ModuleValue s_rows = new([1, -2, 3, -4, 5, -6], [2, 3]);
    private static readonly ModuleValue s_positive = new([1, 0, 3, 0, 5, 0], [2, 3]);

    [TestMethod]
    public void TheSameNumbersPass()
    {
        Check(s_positive, s_positive);
        Check(s_positive, s_positive with { Values = [1, 0, 3, 0, 5, 1e-4f] });
    }

    [TestMethod]
    public void OtherNumbersAreRefusedByTheFirstModuleThatMakesThem()
    {
        foreach (var other in (float[])[0.1f, -0.1f, float.NaN, float.PositiveInfinity])
        {
            var wrong = s_positive with { Values = [1, 0, 3, 0, 5, other] };
            StringAssert.StartsWith(Assert.ThrowsExactly<NotSupportedException>(() => Check(wrong, wrong)).Message, "0 (ReLU) makes other numbers than the network");
            StringAssert.StartsWith(Assert.ThrowsExactly<NotSupportedException>(() => Check(s_positive, wrong)).Message, "1.0 (ReLU) makes other numbers than the network");
        }
    }

    [TestMethod]
    public void OtherDimensionsAreRefused() =>
        StringAssert.StartsWith(Assert.ThrowsExactly<NotSupportedException>(() => Check(s_positive, s_positive with { Dims = [2, 1, 3] })).Message, "1.0 (ReLU) makes [2, 1, 3], the network [2, 3]");

    [TestMethod]
    public void AModelThatDoesMoreThanItsModulesIsRefused()
    {
        ModuleCheck.Compare(s_positive, s_positive);
        Assert.ThrowsExactly<NotSupportedException>(() => ModuleCheck.Compare(s_rows, s_positive));
        Assert.ThrowsExactly<NotSupportedException>(() => ModuleCheck.Compare(s_positive with { Dims = [3, 2] }, s_positive));
    }

    private static void Check(ModuleValue first, ModuleValue second)
    {
        using var model = Sequential(ReLU(), Sequential(ReLU()));
        var leaves = ModuleLeaf.Of(model, ["ReLU"]);
        var graph = new ModuleGraph([3]);
        var made = new List<(ModuleLeaf, string, ModuleValue)>();
        foreach (var (leaf, value) in leaves.Zip([first, second]))
        {
            graph.Add(leaf.Path, new Relu());
            made.Add((leaf, graph.Value, value));
        }
        ModuleCheck.Compare(graph.WithOutputs(made.Select(m => m.Item2)), s_rows, made);
    }
}
