using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class SparseStorageTests
{
    [TestMethod]
    [DataRow("codes", 7)]
    [DataRow("codes", 15)]
    [DataRow("codes", 31)]
    [DataRow("numbers", 200)]
    [DataRow("values", 0)]
    public void TheNumbersComeBack(string form, int shared)
    {
        foreach (var density in new[] { 0, 0.001, 0.01, 0.2, 1 })
        {
            var values = Codes.Sparse(4000, density, shared, seed: 1);
            var storage = Codes.Sparse(values, form, shared);
            Assert.AreEqual(form, storage.Parts.Count == 3 ? "numbers" : storage.Parts[1].Name == "values" ? "values" : "codes");
            CollectionAssert.AreEqual(values, Weight.Of("w", new Shape(40, 100), storage).Values.ToArray());
        }
    }

    [TestMethod]
    public void TheSmallestFormIsChosen()
    {
        // One byte for each number that is not 0, and a codebook.
        var packed = SparseStorage.Of(Codes.Sparse(4000, 0.2, 7, seed: 2));
        Assert.AreEqual(3, packed.Bits);
        var survivors = Codes.Sparse(4000, 0.2, 7, seed: 2).Count(v => v != 0);
        Assert.IsInRange(survivors + 32, survivors + 32 + 10, packed.StoredBytes);
        Assert.AreEqual(4, SparseStorage.Of(Codes.Sparse(4000, 0.2, 15, seed: 2)).Bits);
        // Far apart, a byte of its own for the way is cheaper than zeros between.
        Assert.IsFalse(SparseStorage.Of(Codes.Sparse(4000, 0.01, 0, seed: 2)).HasCodebook);
        Assert.HasCount(3, SparseStorage.Of(Codes.Sparse(40000, 0.01, 7, seed: 2)).Parts);
    }

    [TestMethod]
    [DataRow("codes")]
    [DataRow("numbers")]
    [DataRow("values")]
    public void SelectedSlicesStayCoded(string form)
    {
        var values = Codes.Sparse(7 * 5 * 9, 0.15, 6, seed: 3);
        var (weight, dense) = (Weight.Of("w", new Shape(7, 5, 9), Codes.Sparse(values, form, 7)), Weight.Of("w", new Shape(7, 5, 9), values));
        foreach (var (axis, kept) in new[] { (0, new[] { 6, 0 }), (1, [0, 2, 3]), (2, [1]), (2, [8, 3, 0]), (0, [5, 5, 5]), (1, []) })
        {
            var selected = weight.Select(axis, kept);
            Assert.IsInstanceOfType<SparseStorage>(selected.Storage);
            Assert.HasCount(((SparseStorage)weight.Storage).Parts.Count, ((SparseStorage)selected.Storage).Parts);
            Assert.AreEqual(dense.Select(axis, kept).Shape, selected.Shape);
            CollectionAssert.AreEqual(dense.Select(axis, kept).Values.ToArray(), selected.Values.ToArray());
        }
    }

    [TestMethod]
    [DataRow("codes")]
    [DataRow("numbers")]
    [DataRow("values")]
    public void ValuesThatFitStaySparseAndOthersBecomeDense(string form)
    {
        var values = Codes.Sparse(1000, 0.15, 6, seed: 4);
        var weight = Weight.Of("w", new Shape(1000), Codes.Sparse(values, form, 7));
        float[] doubled = [.. values.Select(v => v * 2)];
        Assert.IsInstanceOfType<SparseStorage>(weight.With(doubled).Storage);
        CollectionAssert.AreEqual(doubled, weight.With(doubled).Values.ToArray());
        var own = (float[])values.Clone();
        own[Array.FindIndex(own, v => v != 0)] *= 3;
        Assert.AreEqual(form == "values", weight.With(own).Storage is SparseStorage);
        CollectionAssert.AreEqual(own, weight.With(own).Values.ToArray());
        var more = (float[])values.Clone();
        more[Array.IndexOf(more, 0)] = 1;
        CollectionAssert.AreEqual(more, weight.With(more).Values.ToArray());
        CollectionAssert.AreEqual(new float[1000], weight.With(new float[1000]).Values.ToArray());
    }

    [TestMethod]
    [DataRow("codes")]
    [DataRow("numbers")]
    [DataRow("values")]
    public void SurvivorsAreTheirNumbersInTheTable(string form)
    {
        var values = Codes.Sparse(3000, 0.02, 6, seed: 6);
        var storage = Codes.Sparse(values, form, 7);
        var (places, numbers) = storage.Survivors();
        CollectionAssert.AreEqual(Enumerable.Range(0, 3000).Where(i => values[i] != 0).ToArray(), places);
        var table = storage.Table.Values.ToArray();
        CollectionAssert.AreEqual(values.Where(v => v != 0).ToArray(), numbers.Select(n => table[n]).ToArray());
        // What training in place does: zeros stay zeros.
        float[] trained = [.. table.Select(v => v == 0 ? 0 : v * 3 + 1)];
        var changed = Weight.Of("w", new Shape(3000), storage.WithTables([storage.Table.With(trained)]));
        CollectionAssert.AreEqual(values.Select(v => v == 0 ? 0 : v * 3 + 1).ToArray(), changed.Values.ToArray());
        Assert.AreEqual(storage.StoredBytes, changed.StoredBytes);
        // Here the last place of the code is a zero, or number 0 is.
        trained[form == "values" ? ^1 : 0] = 1;
        Assert.AreEqual(0, values[^1]);
        Assert.Contains("expected 0", Assert.Throws<ArgumentException>(() => storage.WithTables([storage.Table.With(trained)])).Message);
        Assert.Contains($"[{table.Length}]", Assert.Throws<ArgumentException>(() => storage.WithTables([storage.Table.Select(0, [0])])).Message);
    }

    [TestMethod]
    public void CodesThatLeadOutOrStandForTooMuchAreRefused()
    {
        Weight Bytes(params byte[] bytes) => Weight.Of("b", ElementType.UInt8, new Shape(bytes.Length), bytes);
        var book = Weight.Of("c", new Shape(8), [0f, 1, 2, 3, 4, 5, 6, 7]);
        Assert.AreEqual(10, SparseStorage.Packed(10, Bytes(1, 65), book).Count);
        Refused("leads to place 10; there are 10", () => SparseStorage.Packed(10, Bytes(1, 73), book));
        Refused("cannot stand for 257 numbers", () => SparseStorage.Packed(257, Bytes(1), book));
        Refused("8, 16 or 32 values", () => SparseStorage.Packed(10, Bytes(1), book.Select(0, [0, 1, 2])));
        Refused("0 as its first value", () => SparseStorage.Packed(10, Bytes(1), book.Select(0, [1, 0, 2, 3, 4, 5, 6, 7])));
        Refused("all values that the code names", () => SparseStorage.WithNumbers(10, Bytes(0, 0), Bytes(1, 8), book));
        Refused("UInt8 [2]", () => SparseStorage.WithNumbers(10, Bytes(0, 0), Bytes(1), book));
        Refused("Float [1]", () => SparseStorage.WithValues(10, Bytes(0), Bytes(1)));
        Refused("has 13 values, but its code stands for 10", () => Weight.Of("w", new Shape(13), SparseStorage.Packed(10, Bytes(1, 65), book)));
        Refused("unknown dimension", () => Weight.Of("w", new Shape(Shape.Unknown, 2), SparseStorage.Packed(10, Bytes(1, 65), book)));
        static void Refused(string text, Func<object> make) => Assert.Contains(text, Assert.Throws<ArgumentException>(make).Message);
    }

    [TestMethod]
    public void StoragesOfTheSamePartsAreEqual()
    {
        var values = Codes.Sparse(1000, 0.1, 7, seed: 5);
        Assert.AreEqual(SparseStorage.Of(values), SparseStorage.Of(values));
        Assert.AreNotEqual(Codes.Sparse(values, "codes", 7), Codes.Sparse(values, "values", 7));
        values[Array.FindIndex(values, v => v != 0)] = 0;
        Assert.AreNotEqual(SparseStorage.Of(Codes.Sparse(1000, 0.1, 7, seed: 5)), SparseStorage.Of(values));
    }
}
