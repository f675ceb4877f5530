using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class ResidualBranchTests
{
    [TestMethod]
    public void ResNet20HasNineBranchesOfTwoConvolutionsEach()
    {
        foreach (var network in new[] { Networks.ResNet(20), GraphShapes.ResNet20() })
        {
            var branches = ResidualBranch.Of(network);
            Assert.AreEqual(9, branches.Count);
            Assert.IsTrue(branches.All(b => b.Layers.Count == 2 && b.Normalization is not null));
            // The law of RemoveBranch is tested with it; here each is one that can go.
            foreach (var branch in branches)
                Assert.AreEqual(8, ResidualBranch.Of(Surgery.RemoveBranch(network, branch.Sum, branch.Input)).Count);
        }
    }

    [TestMethod]
    public void ThePathWithMoreLayersIsTheBranchAndAProjectionIsNot()
    {
        var branch = ResidualBranch.Of(Residual.Network(1, 8, 3))[1];
        Assert.AreEqual(2, branch.Layers.Count);
        Assert.AreEqual(0, branch.Input);
    }

    [TestMethod]
    public void SumsOfEqualsAndOfConstantsHaveNoBranch()
    {
        var make = new GraphMaker(1);
        var x = make.Conv(make.Input("x", -1, 2, 4, 4), 3, 1);
        Assert.AreEqual(0, ResidualBranch.Of(make.Build(make.Add(make.Conv(x, 3, 1), make.Conv(x, 3, 1)))).Count);
        Assert.AreEqual(0, ResidualBranch.Of(Networks.LeNet5()).Count);
    }
}
