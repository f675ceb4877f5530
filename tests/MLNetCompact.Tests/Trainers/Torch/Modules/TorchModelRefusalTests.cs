using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNetCompact.Tests;

/// <summary>What cannot be read is named by its path.</summary>
[TestClass]
public sealed class TorchModelRefusalTests
{
    [TestMethod]
    public void ModulesOfOnesOwnAreNamed()
    {
        using var model = Sequential(Linear(3, 3), Sequential(ReLU(), Identity(), new Double()));
        var message = Assert.ThrowsExactly<NotSupportedException>(() => model.ToNetwork(3)).Message;
        StringAssert.StartsWith(message, "1.2 (Double) cannot be read; expected Sequential, or one of TorchSharp's ");
        StringAssert.Contains(message, "Conv2d");
        // The name alone does not make it one of TorchSharp's.
        using var named = Sequential(("bend", new ReLU6Like.ReLU6()));
        StringAssert.StartsWith(Assert.ThrowsExactly<NotSupportedException>(() => named.ToNetwork(3)).Message, "bend (ReLU6) cannot be read");
    }

    [TestMethod]
    public void ASequentialWithAForwardOfItsOwnIsNamed()
    {
        using var model = Sequential(ReLU(), new Residual());
        StringAssert.StartsWith(Assert.ThrowsExactly<NotSupportedException>(() => model.ToNetwork(3)).Message, "1 (Residual) has a forward() of its own");
        using var root = new Residual();
        StringAssert.StartsWith(Assert.ThrowsExactly<NotSupportedException>(() => root.ToNetwork(3)).Message, "The model (Residual) has a forward() of its own");
    }

    [TestMethod]
    public void NothingAtAllIsRefused()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => TorchModel.ToNetwork(null!, 3));
        using var empty = Sequential();
        Assert.ThrowsExactly<ArgumentNullException>(() => empty.ToNetwork(null!));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => empty.ToNetwork(3)).Message, "no module that computes anything");
        using var idle = Sequential(Identity(), Sequential());
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => idle.ToNetwork(3)).Message, "no module that computes anything");
    }

    [TestMethod]
    public void RowsThatDoNotFitAreRefusedByTheModuleThatCannotReadThem()
    {
        using var table = Sequential(Linear(3, 2), Sequential(Linear(4, 2)));
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => table.ToNetwork(3)).Message, "1.0 (Linear) cannot read rows [2]");
        using var images = Sequential(Conv2d(1, 2, 3));
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => images.ToNetwork(3, 8, 8)).Message, "0 (Conv2d) cannot read rows [3, 8, 8]");
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => images.ToNetwork(8, 8)).Message, "0 (Conv2d) gets rows [8, 8]; expected 3 dimensions");
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => images.ToNetwork(1, 2, 2)).Message, "0 (Conv2d) cannot read rows [1, 2, 2]");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => images.ToNetwork()).Message, "at least one");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => images.ToNetwork(1, 0, 8)).Message, "[1, 0, 8]");
    }

    [TestMethod]
    public void WeightsOfAnotherTypeAreNamed()
    {
        using var model = Sequential(ReLU(), Linear(3, 2, true, null, ScalarType.Float64));
        StringAssert.StartsWith(Assert.ThrowsExactly<NotSupportedException>(() => model.ToNetwork(3)).Message, "1 (Linear): weight has elements of type Float64; expected Float32");
    }

    [TestMethod]
    public void NumbersThatAreNotFiniteAreNamed()
    {
        var dense = Linear(3, 2);
        using var model = Sequential(ReLU(), dense);
        using (no_grad())
            dense.bias!.fill_(float.NaN);
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidOperationException>(() => model.ToNetwork(3)).Message, "1 (Linear): bias has a number that is not finite");
        using var large = Sequential(Linear(2, 2), Linear(2, 2));
        using (no_grad())
        {
            foreach (var weight in large.parameters())
                weight.fill_(1e38);
        }
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidOperationException>(() => large.ToNetwork(2)).Message, "1 (Linear) gives numbers that are not finite");
    }

    [TestMethod]
    public void WhatMixesRowsIsNamed()
    {
        using var flat = Sequential(Flatten(0));
        StringAssert.StartsWith(Assert.ThrowsExactly<NotSupportedException>(() => flat.ToNetwork(2, 3)).Message, "0 (Flatten) makes [12] of [2, 2, 3]");
        using var merged = Sequential(Flatten(0, 1));
        StringAssert.StartsWith(Assert.ThrowsExactly<NotSupportedException>(() => merged.ToNetwork(2, 3)).Message, "0 (Flatten) makes [4, 3] of [2, 2, 3]");
        using var across = Sequential(Softmax(0));
        StringAssert.StartsWith(Assert.ThrowsExactly<NotSupportedException>(() => across.ToNetwork(3)).Message, "0 (Softmax) mixes rows");
        using var batch = Sequential(BatchNorm1d(3, 1e-5, 0.1, true, false));
        StringAssert.StartsWith(Assert.ThrowsExactly<NotSupportedException>(() => batch.ToNetwork(3)).Message, "0 (BatchNorm1d) normalizes with the mean and variance of each batch");
    }

    [TestMethod]
    public void DropoutOfEverythingIsNamed()
    {
        using var model = Sequential(Linear(3, 3), Dropout(1));
        StringAssert.StartsWith(Assert.ThrowsExactly<NotSupportedException>(() => model.ToNetwork(3)).Message, "1 (Dropout) drops everything");
    }

    [TestMethod]
    public void TheModelStaysAsItIsWhenItIsRefused()
    {
        using var model = Sequential(Linear(3, 3), Dropout(0.5), Softmax(0));
        Assert.ThrowsExactly<NotSupportedException>(() => model.ToNetwork(3));
        Assert.IsTrue(model.named_modules().All(m => m.module.training));
    }

    private sealed class Double() : nn.Module<Tensor, Tensor>(nameof(Double))
    {
        public override Tensor forward(Tensor input) => input.mul(2);
    }

    private static class ReLU6Like
    {
        public sealed class ReLU6() : nn.Module<Tensor, Tensor>(nameof(ReLU6))
        {
            public override Tensor forward(Tensor input) => input.clamp(0, 5);
        }
    }

    private sealed class Residual() : Sequential(Linear(3, 3), ReLU())
    {
        public override Tensor forward(Tensor tensor) => base.forward(tensor).add(tensor);
    }
}
