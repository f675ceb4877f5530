using System.Text;
using static MLNetCompact.Tests.RealData.PngFiles;

namespace MLNetCompact.Tests.RealData;

[TestClass]
public sealed class PngReaderTests
{
    /// <summary>Worked out by hand: a first row of (10,20,30) (40,50,60), then a row stored as 1 2 3 4 5 6 with each filter.</summary>
    [TestMethod]
    [DataRow(0, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [DataRow(1, new byte[] { 1, 2, 3, 5, 7, 9 })]
    [DataRow(2, new byte[] { 11, 22, 33, 44, 55, 66 })]
    [DataRow(3, new byte[] { 6, 12, 18, 27, 36, 45 })]
    [DataRow(4, new byte[] { 11, 22, 33, 44, 55, 66 })]
    public void Each_filter_is_undone(int filter, byte[] expected)
    {
        byte[] lines = [0, 10, 20, 30, 40, 50, 60, (byte)filter, 1, 2, 3, 4, 5, 6];
        CollectionAssert.AreEqual((byte[])[10, 20, 30, 40, 50, 60, .. expected], Read(Png(2, 2, 3, lines)));
    }

    /// <summary>By hand, one pixel after the other: the closest of left, above and above left, and of equally close ones the first.</summary>
    [TestMethod]
    [DataRow(50, 60, 50, 60)]
    [DataRow(60, 50, 50, 60)]
    [DataRow(50, 70, 60, 60)]
    [DataRow(100, 0, 50, 50)]
    [DataRow(100, 10, 15, 100)]
    [DataRow(20, 50, 30, 50)]
    [DataRow(50, 20, 30, 50)]
    public void Paeth_takes_the_closest(int left, int above, int corner, int foretold) =>
        CollectionAssert.AreEqual(
            new byte[] { (byte)corner, (byte)above, (byte)left, (byte)(foretold + 1) },
            Read(Png(2, 2, 1, [0, (byte)corner, (byte)above, 4, (byte)(left - corner), 1])));

    [TestMethod]
    public void Sums_go_round_at_256() =>
        CollectionAssert.AreEqual(new byte[] { 200, 144, 88 }, Read(Png(3, 1, 1, [1, 200, 200, 200])));

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Pictures_of_all_filters_are_read_as_they_were(int channels)
    {
        var random = new Random(channels);
        var pixels = new byte[50 * 7 * channels];
        random.NextBytes(pixels);
        CollectionAssert.AreEqual(pixels, Read(Png(7, 50, channels, Filtered(7, channels, pixels, row => row % 5))));
    }

    [TestMethod]
    public void Data_may_lie_in_many_chunks_and_others_between_header_and_end_are_skipped()
    {
        var data = ZLib([0, 1, 2, 3]);
        byte[] file =
        [
            .. Signature, .. Header(3, 1, 0), .. Chunk("tEXt", new byte[10_000]), .. Chunk("PLTE", 1, 2, 3),
            .. Chunk("IDAT", data[..1]), .. Chunk("IDAT"), .. data[1..].SelectMany(b => Chunk("IDAT", b)), .. Chunk("tIME"), .. End,
        ];
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, Read(file));
    }

    [TestMethod]
    public void Every_cut_is_refused()
    {
        var whole = Png(2, 2, 3, [0, 10, 20, 30, 40, 50, 60, 4, 1, 2, 3, 4, 5, 6]);
        for (var length = 0; length < whole.Length; length++)
        {
            Refused(whole[..length]);
        }
    }

    [TestMethod]
    public void Every_changed_byte_is_refused()
    {
        var whole = Png(2, 2, 3, [0, 10, 20, 30, 40, 50, 60, 4, 1, 2, 3, 4, 5, 6]);
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 0x10;
            Refused(damaged);
        }
    }

    [TestMethod]
    public void Other_kinds_are_refused_by_name()
    {
        Refused([.. Signature, .. Header(1, 1, 0, depth: 16), .. End], "16 0 0 0 0");
        Refused([.. Signature, .. Header(1, 1, 3), .. End], "8 3 0 0 0");
        Refused([.. Signature, .. Header(1, 1, 2, interlace: 1), .. End], "8 2 0 0 1");
    }

    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(1, 0)]
    [DataRow(-1, 1)]
    [DataRow(1, int.MaxValue)]
    public void Impossible_sizes_are_refused(int width, int height) => Refused([.. Signature, .. Header(width, height, 0), .. End], "1..65536");

    [TestMethod]
    public void Rows_must_be_as_many_as_announced()
    {
        Refused(Png(1, 3, 1, [0, 1, 0, 2]), "announces 3 rows and has 2");
        Refused(Png(1, 1, 1, [0, 1, 0, 2]), "more than the 1 rows");
        Refused(Png(1, 1, 1, [5, 1]), "filter 5");
    }

    [TestMethod]
    public void Chunks_must_be_those_that_are_known()
    {
        var data = Chunk("IDAT", ZLib([0, 1]));
        Refused([.. Signature, .. data, .. End], "first chunk");
        Refused([.. Signature, .. Header(1, 1, 0), .. Chunk("NEED"), .. data, .. End], "cannot stand there");
        Refused([.. Signature, .. Header(1, 1, 0), .. Header(1, 1, 0), .. data, .. End], "cannot stand there");
        Refused([.. Signature, .. Header(1, 1, 0), .. End], "cannot stand there");
        Refused([.. Png(1, 1, 1, [0, 1]), 0], "behind its end");
    }

    [TestMethod]
    public void A_wrong_sum_of_the_packed_data_is_refused()
    {
        var data = ZLib([0, 1]);
        data[^1] ^= 1;
        Refused([.. Signature, .. Header(1, 1, 0), .. Chunk("IDAT", data), .. End], "compressed data");
    }

    [TestMethod]
    public void Huge_claims_without_content_take_no_memory()
    {
        byte[] file = [.. Signature, .. Header(65536, 65536, 2), 0x7f, 0xff, 0xff, 0xff, .. Encoding.ASCII.GetBytes("IDAT"), 0];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(file);
        Assert.IsLessThan(1L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Read(byte[] file)
    {
        using var png = new PngReader(new MemoryStream(file), "the file");
        var pixels = new List<byte>();
        for (var row = png.ReadRow(); row.Length > 0; row = png.ReadRow())
        {
            Assert.AreEqual(png.RowSize, row.Length);
            pixels.AddRange(row);
        }

        Assert.HasCount(png.Height * png.RowSize, pixels);
        return [.. pixels];
    }

    private static void Refused(byte[] file, params string[] said)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Read(file));
        foreach (var part in said.Append("the file is not a PNG file"))
        {
            Assert.Contains(part, error.Message);
        }
    }
}
