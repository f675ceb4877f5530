using Microsoft.ML;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

/// <summary>What the targets promise.</summary>
[TestClass]
public sealed class TargetTests
{
    private static readonly StructuredSparsityOptions s_options = new()
    {
        FilterLambda = 0.01,
        NeuronLambda = 0.01,
        Training = NeuralNetworkTrainerTests.Short with { Epochs = 8, WeightDecay = 0 },
        Retraining = NeuralNetworkTrainerTests.Short with { Epochs = 2 },
    };

    [TestMethod]
    [DataRow(0.6, 0.02)]
    [DataRow(0.3, 0.02)]
    // One of the last filters of so small a network is 5 % of it.
    [DataRow(0.1, 0.05)]
    public void TheCostEndsAtTheTargetOrLittleBelow(double target, double tolerance)
    {
        using var model = Fit(TinyImages.Network(), s_options with { Target = new(MultiplyAdds: target) });
        var share = Share(model, TinyImages.Network(), c => c.MultiplyAdds);
        Assert.IsTrue(share <= target && share >= target - tolerance, $"{share:0.0000} for a target of {target}");
    }

    [TestMethod]
    public void SeveralCostsAreMetTogether()
    {
        using var model = Fit(TinyImages.Network(), s_options with { Target = new(MultiplyAdds: 0.5, Parameters: 0.3, StoredBytes: 0.5) });
        var before = TinyImages.Network();
        var (operations, parameters) = (Share(model, before, c => c.MultiplyAdds), Share(model, before, c => c.Parameters));
        var bytes = (double)model.Network.ToOnnx().Length / before.ToOnnx().Length;
        Assert.IsTrue(operations <= 0.5 && parameters <= 0.3 && bytes <= 0.5, $"{operations}, {parameters}, {bytes}");
        Assert.IsTrue(operations > 0.45 || parameters > 0.25 || bytes > 0.45, $"{operations}, {parameters}, {bytes}: none is near its target");
        StringAssert.Contains(model.Report.ToString(), "Parameters: 0.");
    }

    [TestMethod]
    public void LambdasFarTooWeakAndFarTooStrongStillComeToTheTarget()
    {
        foreach (var lambda in new[] { 1e-5, 0.5 })
        {
            using var model = Fit(TinyImages.Network(), s_options with { FilterLambda = lambda, ChannelLambda = 0, NeuronLambda = lambda, Target = new(MultiplyAdds: 0.4) });
            var share = Share(model, TinyImages.Network(), c => c.MultiplyAdds);
            Assert.IsTrue(share is <= 0.4 and >= 0.38, $"{share:0.0000} from lambda {lambda}");
        }
    }

    [TestMethod]
    public void TheReportShowsThePathOfLambdaAndSparsity()
    {
        using var model = Fit(TinyImages.Network(), s_options with { Target = new(MultiplyAdds: 0.3) });
        var epochs = model.Report.Steps[^1].Epochs.Where(e => e.Phase == "sparsify").ToArray();
        Assert.IsTrue(epochs.Length is > 2 and <= 8, $"{epochs.Length} epochs");
        CollectionAssert.AreEquivalent(new[] { "filters", "channels", "neurons" }, epochs[0].Lambdas.Keys.ToArray());
        Assert.IsTrue(epochs.Select(e => e.Lambdas["filters"]).Distinct().Count() > 2, "the weight is steered");
        Assert.AreEqual(0, epochs[^1].Lambdas["filters"], "a target that is reached ends the penalty");
        Assert.IsTrue(epochs.SkipLast(1).All(e => e.Lambdas["filters"] > 0), "and the phase");
        StringAssert.Contains(model.Report.ToString(), "filters zero");
    }

    [TestMethod]
    public void LayersKeepWhatTheirTargetsAllow()
    {
        var options = s_options with
        {
            ShapeLambda = 0.01,
            ChannelLambda = 0,
            UseZeros = false,
            LayerTargets = [new("conv1", Filters: 2, Shapes: 4), new("conv2", Filters: 3), new("dense1", Filters: 7), new("dense2", Inputs: 5)],
        };
        using var model = Fit(TinyImages.Network(), options);
        var network = model.Network;
        Assert.AreEqual(2, network.Weights["conv1.weight"].Shape[0]);
        Assert.AreEqual(3, network.Weights["conv2.weight"].Shape[0]);
        Assert.IsTrue(network.Weights["dense1.weight"].Shape[0] <= 5, "a neuron that nobody reads goes");
        // Retraining leaves the places at 0 that group lasso chose.
        var conv1 = network.Nodes.First(n => n.Operator is Conv);
        var taps = (int)(network.Weights[conv1.Inputs[1]].Count / 2);
        Assert.IsTrue(Enumerable.Range(0, taps).Count(t => Enumerable.Range(0, 2).Any(f => network.Values(conv1.Inputs[1])[f * taps + t] != 0)) is <= 4 and > 0);
    }

    [TestMethod]
    public void NeuronsThatDieByWhatReadsThemCountForTheTargetOfTheirLayer()
    {
        var options = s_options with { FilterLambda = 0, ChannelLambda = 0, NeuronLambda = 0.02, LayerTargets = [new("dense1", Filters: 12), new("dense2", Filters: 8)] };
        using var model = Fit(new NetworkBuilder([1, TinyImages.Side, TinyImages.Side], 1).Flatten().Dense(24).Relu().Dense(16).Relu().Dense(3).Build(), options);
        var (first, second) = (model.Network.Weights["dense1.weight"].Shape[0], model.Network.Weights["dense2.weight"].Shape[0]);
        // Steered by rows alone, columns went on dying and left fewer than half of what was asked for.
        Assert.IsTrue(first is <= 12 and >= 9 && second is <= 8 and >= 6, $"{first} and {second}");
    }

    [TestMethod]
    public void BranchesGoAndTheSumsWithThem()
    {
        var network = Residual.Network(1, TinyImages.Side, 3);
        using var model = Fit(network, s_options with { FilterLambda = 0, ChannelLambda = 0, NeuronLambda = 0, DepthLambda = 0.02, Branches = 1 });
        Assert.AreEqual(1, ResidualBranch.Of(model.Network).Count);
        StringAssert.Contains(model.Report.ToString(), "1 of 2 residual branches are gone");
    }

    [TestMethod]
    public void ChannelsBehindNormalizationsGoByTheirScales()
    {
        var network = Residual.Network(1, TinyImages.Side, 3);
        using var model = Fit(network, s_options with { NeuronLambda = 0, Target = new(MultiplyAdds: 0.4), Retraining = s_options.Retraining with { Epochs = 6 } });
        var share = Share(model, network, c => c.MultiplyAdds);
        Assert.IsTrue(share <= 0.4, $"{share}");
        Assert.IsTrue(model.Report.Steps[^1].After.Validation > 0.9, $"accuracy {model.Report.Steps[^1].After.Validation}");
    }

    [TestMethod]
    public void AnOptionThatNamesNothingIsRefused()
    {
        void Refused(StructuredSparsityOptions options, string part)
        {
            var error = Assert.ThrowsExactly<ArgumentException>(() => Fit(TinyImages.Network(), options));
            StringAssert.Contains(error.Message, part);
        }
        Refused(s_options with { LayerTargets = [new("conv9", 2)] }, "LayerTargets names 'conv9'; expected one of the layers 'conv1', 'conv2', 'dense1', 'dense2'");
        Refused(s_options with { LayerTargets = [new("conv1", Shapes: 2)] }, "LayerTargets[conv1].Shapes is 2, but");
        Refused(s_options with { LayerMultipliers = new Dictionary<string, double> { ["relu"] = 1 } }, "LayerMultipliers names 'relu'");
        Refused(s_options with { DepthLambda = 1, Branches = 1 }, "no residual branch");
        foreach (var (bad, name) in new (StructuredSparsityOptions, string)[]
        {
            (s_options with { Target = new(MultiplyAdds: 0) }, "Target.MultiplyAdds"), (s_options with { Target = new(Parameters: 1.1) }, "Target.Parameters"), (s_options with { Target = new() }, "Target"),
            (s_options with { LayerTargets = [new("conv1", Filters: 0)] }, "LayerTargets[conv1].Filters"), (s_options with { Branches = 1 }, "DepthLambda"), (s_options with { ShapeLambda = double.NaN }, "ShapeLambda"),
            (s_options with { LayerMultipliers = new Dictionary<string, double> { ["conv1"] = -1 } }, "LayerMultipliers[conv1]"),
        })
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MLContext().Compaction().StructuredSparsity(TinyImages.Network(), bad)).Message, $"StructuredSparsityOptions.{name}");
    }

    [TestMethod]
    public void BothSolversComeToTheTarget()
    {
        using var model = Fit(TinyImages.Network(), s_options with { Solver = GroupLassoSolver.Subgradient, Target = new(MultiplyAdds: 0.4) });
        Assert.IsTrue(Share(model, TinyImages.Network(), c => c.MultiplyAdds) is <= 0.4 and >= 0.38);
    }

    private static double Share(NetworkTransformer model, Network before, Func<NetworkCost, long> cost) => (double)cost(NetworkCost.Of(model.Network)) / cost(NetworkCost.Of(before));

    private static NetworkTransformer Fit(Network network, StructuredSparsityOptions options)
    {
        var ml = new MLContext(seed: 1);
        return ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction(new() { Threads = 1, Seed = 1 }).StructuredSparsity(network, options)).Fit(TinyImages.View(ml)).LastTransformer;
    }
}
