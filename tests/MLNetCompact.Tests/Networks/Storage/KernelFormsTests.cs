using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Kernels in forms, and kernels that are vectors of another shape.</summary>
[TestClass]
public class KernelFormsTests
{
    [TestMethod]
    public void TheFormsOfASquareAreItsTurnsAndMirrorImages()
    {
        Assert.AreEqual("abcdefghi cbafedihg ghidefabc ihgfedcba adgbehcfi cfibehadg gdahebifc ifchebgda", Forms(KernelSymmetry.Square, "abcdefghi", 3, 3));
        Assert.AreEqual("abcdef cbafed defabc fedcba", Forms(KernelSymmetry.Flips, "abcdef", 2, 3));
        Assert.AreEqual("abcdef cbafed", Forms(KernelSymmetry.Mirror, "abcdef", 2, 3));
        Assert.AreEqual("abcd dcba", Forms(KernelSymmetry.Mirror, "abcd", 4));
        Assert.AreEqual("abcdefgh badcfehg cdabghef dcbahgfe", Forms(KernelSymmetry.Flips, "abcdefgh", 2, 2, 2));
        Assert.AreEqual("abc", Forms(KernelSymmetry.None, "abc", 3));
        static string Forms(KernelSymmetry symmetry, string kernel, params long[] dims) =>
            string.Join(' ', symmetry.Places(new Shape(dims)).Select(p => kernel[p]).Chunk(kernel.Length).Select(f => new string(f)));
    }

    [TestMethod]
    public void AnyWeightOfKernelsComesBackFromItsFile()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var weights = KernelCodes.Weights(seed);
            var network = KernelCodes.Giving(weights);
            var read = Network.Load(network.ToOnnx());
            CollectionAssert.AreEqual(network.ToOnnx(), read.ToOnnx(), $"seed {seed}");
            var computed = OrtExecutor.Run(network.ToOnnx(), RandomNetworks.Inputs(network));
            foreach (var weight in weights)
            {
                var expected = Codes.Decode((KernelStorage)weight.Storage);
                CollectionAssert.AreEqual(expected, weight.Values.ToArray(), $"seed {seed}: {weight}");
                Assert.AreEqual(weight.Storage, read.Weights[weight.Name].Storage, $"seed {seed}: {weight}");
                CollectionAssert.AreEqual(Array.ConvertAll(expected, v => (double)v), computed[weight.Name].Values, $"seed {seed}: {weight}");
            }
        }
    }

    [TestMethod]
    public void SelectedSlicesAreThoseOfTheDenseWeight()
    {
        var random = new Random(5);
        for (var seed = 0; seed < 60; seed++)
        {
            var weight = KernelCodes.Weights(seed)[0];
            var storage = (KernelStorage)weight.Storage;
            for (var axis = 0; axis < weight.Shape.Count; axis++)
            {
                int[] kept = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next((int)weight.Shape[axis]))];
                var selected = weight.Select(axis, kept);
                CollectionAssert.AreEqual(weight.AsDense().Select(axis, kept).Values.ToArray(), selected.Values.ToArray(), $"seed {seed}, axis {axis}: {weight}");
                var isKernels = axis < weight.Shape.Count - storage.Kernel.Count;
                if (storage.IsReshaped)
                    Assert.AreEqual(axis == 0, selected.Storage is KernelStorage);
                else
                    Assert.AreEqual(isKernels && storage.IsShared, ((KernelStorage)selected.Storage).IsShared);
                if (axis == 0 && storage.IsShared)
                    Assert.AreSame(storage.Codebook, ((KernelStorage)selected.Storage).Codebook);
                // What is cut stays what it is in a file too.
                if (selected.Storage is KernelStorage)
                    Assert.AreEqual(selected.Storage, Network.Load(KernelCodes.Giving([selected]).ToOnnx()).Weights[selected.Name].Storage);
            }
        }
    }

    [TestMethod]
    public void ValuesThatFitTheFormsStayCoded()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var weight = KernelCodes.Weights(seed).Last();
            if (((KernelStorage)weight.Storage).Scales is not null)
                continue;
            var values = weight.Values.ToArray();
            float[] doubled = [.. values.Select(v => v * 2 - 1)];
            var changed = weight.With(doubled);
            Assert.IsInstanceOfType<KernelStorage>(changed.Storage);
            CollectionAssert.AreEqual(doubled, changed.Values.ToArray());
            Assert.IsFalse(((KernelStorage)changed.Storage).IsShared);
        }
    }

    [TestMethod]
    public void KernelsWithoutThoseFormsAreRefused()
    {
        Weight Book(params long[] dims) => Weight.Of("c", new Shape(dims), new float[new Shape(dims).Elements]);
        KernelStorage Make(Weight book, KernelSymmetry symmetry, int number, Shape? shape = null) =>
            KernelStorage.Of(book, new Shape(2), [0, number], null, new() { Symmetry = symmetry, Shape = shape });
        Refused("KernelSymmetry.Square", () => Make(Book(2, 3, 2), KernelSymmetry.Square, 0));
        Refused("KernelSymmetry.Square", () => Make(Book(2, 1, 3, 3), KernelSymmetry.Square, 0));
        Refused("KernelSymmetry.Flips", () => Make(Book(2, 3), KernelSymmetry.Flips, 0));
        Refused("KernelSymmetry.Mirror", () => Make(Book(2), KernelSymmetry.Mirror, 0));
        Refused("number 16 of 16", () => Make(Book(2, 3, 3), KernelSymmetry.Square, 16));
        Refused("at most 65536", () => Make(Book(8193, 1, 1), KernelSymmetry.Square, 0));
        Refused("have 18 values", () => Make(Book(2, 3, 3), KernelSymmetry.Square, 1, new(3, 5)));
        Refused("have 18 values", () => Make(Book(2, 3, 3), KernelSymmetry.None, 1, new(Shape.Unknown, 9)));
        static void Refused(string text, Func<object> make) => Assert.Contains(text, Assert.Throws<ArgumentException>(make).Message);
    }
}
