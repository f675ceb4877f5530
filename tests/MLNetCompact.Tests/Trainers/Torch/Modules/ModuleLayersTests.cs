using MLNetCompact.Operators;
using BatchNorm1d = TorchSharp.Modules.BatchNorm1d;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNetCompact.Tests;

/// <summary>Modules that are no windows.</summary>
[TestClass]
public sealed class ModuleLayersTests
{
    [TestMethod]
    public void ActivationsComputeTheSame()
    {
        Func<nn.Module<Tensor, Tensor>>[] activations =
        [
            () => ReLU(), () => ReLU(true), () => ReLU6(), () => LeakyReLU(), () => LeakyReLU(0.3), () => LeakyReLU(0.2, true), () => ELU(), () => ELU(0.4), () => SELU(),
            () => SiLU(), () => GELU(), () => Sigmoid(), () => Tanh(), () => Hardswish(), () => Hardsigmoid(), () => Softmax(-1), () => Softmax(1), () => LogSoftmax(1), () => Identity(),
        ];
        foreach (var make in activations)
        {
            foreach (var row in (int[][])[[6], [3, 4], [2, 3, 4]])
            {
                using var model = Sequential(make(), Hardswish());
                ModuleCases.Check(model, row, $"{make().GetType().Name} of {row.Length} dimensions");
            }
        }
    }

    [TestMethod]
    public void SlopesAreFoundExactly()
    {
        using var model = Sequential(LeakyReLU(0.123), ELU(0.75));
        var network = model.ToNetwork(4);
        Assert.AreEqual(0.123f, ((LeakyRelu)network.Nodes[0].Operator).Alpha);
        Assert.AreEqual(0.75f, ((Elu)network.Nodes[1].Operator).Alpha);
    }

    [TestMethod]
    public void NormalizationsKeepTheirNumbers()
    {
        var random = new Random(1);
        foreach (var epsilon in (double[])[1e-5, 1e-3, 1e-4, 2.5e-4, 0.1, 3e-6])
        {
            foreach (var affine in (bool[])[true, false])
            {
                using var maps = ModuleCases.Trained(Sequential(BatchNorm2d(3, epsilon, 0.1, affine)), random);
                var network = ModuleCases.Check(maps, [3, 4, 5], $"{epsilon}");
                Assert.AreEqual((float)epsilon, ((BatchNormalization)network.Nodes.Single().Operator).Epsilon, 1e-6f * (float)epsilon);
                CollectionAssert.AreEqual(affine ? ModuleCases.Numbers(maps, "0.weight") : [1, 1, 1], network.Weights["0.weight"].Values.ToArray());
                using var table = ModuleCases.Trained(Sequential(BatchNorm1d(5, epsilon, 0.1, affine)), random);
                ModuleCases.Check(table, [5], $"{epsilon}, table");
                ModuleCases.Check(table, [5, 3], $"{epsilon}, sequence");
            }
        }
    }

    [TestMethod]
    public void EpsilonIsTheUsualOneWhereVariancesSwallowIt()
    {
        using var model = Sequential(BatchNorm1d(2));
        using (no_grad())
            ((BatchNorm1d)model[0]).running_var!.fill_(1e6);
        Assert.AreEqual(1e-5f, ((BatchNormalization)ModuleCases.Check(model, [2], "large variance").Nodes.Single().Operator).Epsilon);
    }

    [TestMethod]
    public void DenseLayersReadRowsOfAnyDimensions()
    {
        foreach (var bias in (bool[])[true, false])
        {
            using var model = Sequential(Linear(5, 3, bias));
            var flat = ModuleCases.Check(model, [5], "flat");
            CollectionAssert.AreEqual(ModuleCases.Numbers(model, "0.weight"), flat.Weights["0.weight"].Values.ToArray());
            Assert.AreEqual(bias, flat.Weights.ContainsKey("0.bias"));
            ModuleCases.Check(model, [4, 5], "two dimensions");
            ModuleCases.Check(model, [2, 4, 5], "three dimensions");
        }
    }

    [TestMethod]
    public void FlattenKeepsWhatItIsTold()
    {
        foreach (var (first, last) in ((long, long)[])[(1, -1), (2, -1), (1, 2), (2, 3), (1, 1), (3, 3)])
        {
            using var model = Sequential(Flatten(first, last));
            ModuleCases.Check(model, [2, 3, 4], $"{first} to {last}");
        }
        using var whole = Sequential(Flatten());
        Assert.IsInstanceOfType<Operators.Flatten>(whole.ToNetwork(2, 3, 4).Nodes.Single().Operator);
    }

    [TestMethod]
    public void DropoutKeepsItsShareAndChangesNothing()
    {
        foreach (var share in (double[])[0, 0.1, 0.25, 0.5, 0.9, 0.123456])
        {
            using var model = Sequential(Dropout(share), Linear(4, 4), Dropout(share, true));
            var network = ModuleCases.Check(model, [4], $"{share}");
            Assert.AreEqual((float)share, network.Weights["0.ratio"].Values[0]);
            Assert.AreEqual((float)share, network.Weights["2.ratio"].Values[0]);
            using var channels = Sequential(Dropout2d(share));
            Assert.AreEqual((float)share, ModuleCases.Check(channels, [2, 3, 3], $"{share} of channels").Weights["0.ratio"].Values[0]);
        }
    }
}
