using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class KernelStorageTests
{
    [TestMethod]
    [DataRow(5, false)]
    [DataRow(5, true)]
    [DataRow(256, false)]
    [DataRow(257, false)]
    [DataRow(300, true)]
    public void EachKernelIsTheOneOfItsNumber(int kernels, bool scaled)
    {
        var (weight, expected) = Codes.Kernels("w", new Shape(6, 4, 3, 2), kernels, scaled, seed: kernels);
        CollectionAssert.AreEqual(expected, weight.Values.ToArray());
        Assert.AreEqual(kernels * 6 * 4 + (kernels > 256 ? 48 : 24) + (scaled ? 24 + 24 : 0), weight.StoredBytes);
        Assert.AreEqual(144, weight.Count);
    }

    [TestMethod]
    public void KernelsOfOneValueAreSharedValues()
    {
        var storage = KernelStorage.Of(Weight.Of("c", new Shape(3), [0f, -1.5f, 2]), new Shape(2, 3), [0, 1, 2, 2, 1, 0]);
        var weight = Weight.Of("w", new Shape(2, 3), storage);
        CollectionAssert.AreEqual(new[] { 0, -1.5f, 2, 2, -1.5f, 0 }, weight.Values.ToArray());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void SelectedFiltersAndChannelsStayCoded(bool scaled)
    {
        var (weight, expected) = Codes.Kernels("w", new Shape(6, 5, 3, 3), 7, scaled, seed: 1);
        var dense = Weight.Of("w", weight.Shape, expected);
        foreach (var (axis, kept) in new[] { (0, new[] { 4, 1 }), (1, [0, 2, 3]), (2, [1]), (3, [2, 0]), (0, [5, 5, 5]) })
        {
            var selected = weight.Select(axis, kept);
            Assert.IsInstanceOfType<KernelStorage>(selected.Storage);
            Assert.AreEqual(dense.Select(axis, kept).Shape, selected.Shape);
            CollectionAssert.AreEqual(dense.Select(axis, kept).Values.ToArray(), selected.Values.ToArray());
        }
    }

    [TestMethod]
    public void KernelsThatNobodyUsesAnyMoreGo()
    {
        var (weight, _) = Codes.Kernels("w", new Shape(400, 1, 3, 3), 400, scaled: false, seed: 2, index: i => i);
        Assert.AreEqual(400 * 9 * 4 + 800, weight.StoredBytes);
        Assert.AreEqual(2 * 9 * 4 + 2, weight.Select(0, [399, 7]).StoredBytes);
    }

    [TestMethod]
    public void ValuesThatFitStaySharedAndOthersBecomeDense()
    {
        var (weight, values) = Codes.Kernels("w", new Shape(6, 4, 3, 3), 5, scaled: false, seed: 3);
        var doubled = weight.With([.. values.Select(v => v * 2)]);
        Assert.IsInstanceOfType<KernelStorage>(doubled.Storage);
        CollectionAssert.AreEqual(values.Select(v => v * 2).ToArray(), doubled.Values.ToArray());
        values[10] += 1;
        var other = weight.With(values);
        Assert.IsInstanceOfType<DenseStorage>(other.Storage);
        CollectionAssert.AreEqual(values, other.Values.ToArray());
    }

    [TestMethod]
    public void ScaledKernelsStayWhatTheyAreOrBecomeDense()
    {
        var (weight, values) = Codes.Kernels("w", new Shape(6, 4, 3, 3), 5, scaled: true, seed: 4);
        Assert.AreSame(weight.Storage, weight.With(values).Storage);
        Assert.IsInstanceOfType<DenseStorage>(weight.With([.. values.Select(v => v * 2)]).Storage);
    }

    [TestMethod]
    public void ScalesWithoutASignReachTwiceAsFar()
    {
        var index = Weight.Of("i", ElementType.UInt8, new Shape(2, 1), [1, 0]);
        var storage = new KernelStorage(Weight.Of("c", new Shape(2, 2), [1f, 2, 3, 4]), index, new(Weight.Of("s", ElementType.UInt8, new Shape(2, 1), [200, 3]), Weight.Of("t", new Shape(2), [0.5f, 2])));
        CollectionAssert.AreEqual(new float[] { 300, 400, 6, 12 }, Weight.Of("w", new Shape(2, 1, 2), storage).Values.ToArray());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void KernelsAreTheirNumbersInTheTableTimesTheirFactors(bool scaled)
    {
        var (weight, expected) = Codes.Kernels("w", new Shape(6, 4, 3, 3), 5, scaled, seed: 8);
        var storage = (KernelStorage)weight.Storage;
        var (numbers, factors) = (storage.Numbers.ToArray(), storage.Scales?.Factors());
        Assert.AreEqual(scaled, factors is not null);
        float[] Made(float[] table) => [.. Enumerable.Range(0, 6 * 4 * 9).Select(i => table[numbers[i / 9] * 9 + i % 9] * (factors is null ? 1 : factors[i / 9]))];
        CollectionAssert.AreEqual(expected, Made(storage.Codebook.Values.ToArray()));
        // What training in place does.
        float[] trained = [.. storage.Codebook.Values.ToArray().Select(v => v * 3 + 1)];
        var changed = storage.WithTables([storage.Codebook.With(trained), .. storage.Tables.Skip(1)]);
        CollectionAssert.AreEqual(Made(trained), Weight.Of("w", weight.Shape, changed).Values.ToArray());
        Assert.AreEqual(storage.StoredBytes, changed.StoredBytes);
        Assert.Contains("expected c Float [5, 3, 3]", Assert.Throws<ArgumentException>(() => storage.WithTables([storage.Codebook.Select(0, [0]), .. storage.Tables.Skip(1)])).Message);
        Assert.Contains("The tables are ;", Assert.Throws<ArgumentException>(() => storage.WithTables([])).Message);
    }

    [TestMethod]
    public void StoragesOfTheSamePartsAreEqual()
    {
        Assert.AreEqual(Codes.Kernels("w", new Shape(6, 4, 3, 3), 5, true, 5).Weight.Storage, Codes.Kernels("v", new Shape(6, 4, 3, 3), 5, true, 5).Weight.Storage);
        Assert.AreNotEqual(Codes.Kernels("w", new Shape(6, 4, 3, 3), 5, true, 5).Weight.Storage, Codes.Kernels("w", new Shape(6, 4, 3, 3), 5, true, 6).Weight.Storage);
        Assert.AreNotEqual<WeightStorage>(Codes.Kernels("w", new Shape(6, 4, 3, 3), 5, false, 5).Weight.Storage, Codes.Kernels("w", new Shape(6, 4, 3, 3), 5, true, 5).Weight.Storage);
    }

    [TestMethod]
    public void PartsThatDoNotFitAreRefused()
    {
        var (book, index) = (Weight.Of("c", new Shape(2, 3), [1f, 2, 3, 4, 5, 6]), Weight.Of("i", ElementType.UInt8, new Shape(4), [0, 1, 1, 0]));
        Refused("numbers below 1", () => new KernelStorage(book.Select(0, [0]), index));
        Refused("UInt8 or UInt16", () => new KernelStorage(book, Weight.Of("i", new Shape(1), [0L])));
        Refused("1 to 1024 values", () => new KernelStorage(Weight.Of("c", new Shape(1, 1025), new float[1025]), index));
        Refused("1 to 1024 values", () => new KernelStorage(Weight.Of("c", new Shape(0, 3), Array.Empty<float>()), index));
        Refused("expected [4]", () => new KernelStorage(book, index, KernelScales.Of(new Shape(3), [1, 1, 1])));
        Refused("number 2 of 2", () => KernelStorage.Of(book, new Shape(1), [2]));
        Refused("kernels are [4, 3]", () => Weight.Of("w", new Shape(12), new KernelStorage(book, index)));
        static void Refused(string text, Func<object> make) => Assert.Contains(text, Assert.Throws<ArgumentException>(make).Message);
    }

    [TestMethod]
    public void TheNumbersAreHeldOnlyWhileSomebodyUsesThem()
    {
        var (weight, _) = Codes.Kernels("w", new Shape(64, 64, 3, 3), 5, scaled: false, seed: 7);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 3; i++)
            Assert.AreNotEqual(0, Sum(weight));
        Assert.IsLessThan(64 * 64 * 9 * 2, GC.GetTotalMemory(forceFullCollection: true) - before);
    }

    private static double Sum(Weight weight)
    {
        double sum = 0;
        foreach (var value in weight.Values)
            sum += value;
        return sum;
    }
}
