using static MLNetCompact.Tests.RealData.IdxFiles;

namespace MLNetCompact.Tests.RealData;

[TestClass]
public sealed class IdxFileTests : IDisposable
{
    private readonly IdxFiles files = new();

    public void Dispose() => files.Dispose();

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Images_and_labels_are_read_as_written(bool compressed)
    {
        byte[] Form(byte[] content) => compressed ? GZip(content) : content;
        var (count, height, width, pixels) = IdxFile.ReadImages(files.Write("images", Form(Images(2, 1, 3, 1, 2, 3, 250, 0, 255))));
        Assert.AreEqual((2, 1, 3), (count, height, width));
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 250, 0, 255 }, pixels);
        CollectionAssert.AreEqual(new byte[] { 4, 0 }, IdxFile.ReadLabels(files.Write("labels", Form(Labels(4, 0))), 5));
    }

    [TestMethod]
    public void A_body_larger_than_the_first_buffer_is_read_whole()
    {
        var body = new byte[3_000_000];
        new Random(1).NextBytes(body);
        CollectionAssert.AreEqual(body, IdxFile.ReadImages(files.Write("big.gz", GZip(Images(3, 1000, 1000, body)))).Pixels);
    }

    [TestMethod]
    public void Wrong_magic_number_is_refused()
    {
        Refused(Idx(0x801, [1], [0]), "0x00000803", "0x00000801");
        Refused(Idx(0xD03, [1, 1, 1], [0]), "0x00000803");
        RefusedLabels(Images(1, 1, 1, 0), "0x00000801");
    }

    [TestMethod]
    public void Every_cut_is_refused()
    {
        var whole = Images(2, 2, 2, 1, 2, 3, 4, 5, 6, 7, 8);
        for (var length = 0; length < whole.Length; length++)
        {
            Refused(whole[..length]);
        }

    }

    [TestMethod]
    public void Every_cut_of_a_compressed_file_is_refused_unless_all_content_is_before_it()
    {
        var pixels = new byte[300];
        new Random(1).NextBytes(pixels);
        var packed = GZip(Images(3, 10, 10, pixels));
        for (var length = 0; length < packed.Length - 20; length++)
        {
            Refused(packed[..length]);
        }

        for (var length = packed.Length - 20; length < packed.Length; length++)
        {
            try
            {
                CollectionAssert.AreEqual(pixels, IdxFile.ReadImages(files.Write("cut", packed[..length])).Pixels);
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [TestMethod]
    public void Bytes_beyond_the_announced_are_refused()
    {
        Refused(Images(1, 1, 1, 1, 2), "more");
        Refused(GZip(Images(1, 1, 1, 1, 2)), "more");
    }

    [TestMethod]
    [DataRow(0, 28, 28)]
    [DataRow(-1, 28, 28)]
    [DataRow(int.MinValue, 28, 28)]
    [DataRow(int.MaxValue, 28, 28)]
    [DataRow(1, 0, 28)]
    [DataRow(1, 28, -28)]
    [DataRow(1, int.MaxValue, int.MaxValue)]
    [DataRow(1 << 20, 4096, 4096)]
    public void Impossible_sizes_are_refused(int count, int height, int width)
    {
        Refused(Images(count, height, width, 0));
        Refused(GZip(Images(count, height, width, 0)));
    }

    [TestMethod]
    public void A_huge_count_without_content_takes_no_memory()
    {
        var path = files.Write("images", Images(1_000_000, 28, 28, new byte[784]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsExactly<InvalidDataException>(() => IdxFile.ReadImages(path));
        Assert.IsLessThan(16L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Labels_outside_the_classes_are_refused() => RefusedLabels(Labels(0, 9, 10), "number 2 is 10");

    [TestMethod]
    public void Damaged_gzip_is_refused()
    {
        var packed = GZip(Images(1, 2, 2, 1, 2, 3, 4));
        packed.AsSpan(10).Fill(0xFF);
        Refused(packed, "gzip");
    }

    private void Refused(byte[] content, params string[] said) => Refused(path => IdxFile.ReadImages(path), content, said);

    private void RefusedLabels(byte[] content, params string[] said) => Refused(path => IdxFile.ReadLabels(path, 10), content, said);

    private void Refused(Action<string> read, byte[] content, string[] said)
    {
        var path = files.Write("hostile", content);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => read(path));
        foreach (var part in said.Append(path))
        {
            Assert.Contains(part, error.Message);
        }
    }
}
