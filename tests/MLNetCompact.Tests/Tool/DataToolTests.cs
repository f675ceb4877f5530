using System.Globalization;
using MLNetCompact.Tests.RealData;
using MLNetCompact.Tests.Tools;
using MLNetCompact.Tool;
using Microsoft.ML;
using Microsoft.ML.Data;
using static MLNetCompact.Tests.ToolCase;

namespace MLNetCompact.Tests;

/// <summary>Rows as the command line reads them: tables, idx files, folders of images.</summary>
[TestClass]
public sealed class DataToolTests
{
    [TestMethod]
    public void Pixels_lie_where_the_network_reads_them()
    {
        // Two pixels a row, one row, red green blue.
        byte[] pixels = [0, 51, 102, 153, 204, 255];
        CollectionAssert.AreEqual(new[] { 0, 0.6f, 0.2f, 0.8f, 0.4f, 1 }, Rounded(new PixelInput(new(Shape.Unknown, 3, 1, 2), [0], [1]).Row(pixels, 3, 1, 2, "a")));
        CollectionAssert.AreEqual(new[] { 0, 0.6f, 0.2f, 0.8f, 0.4f, 1 }, Rounded(new PixelInput(new(Shape.Unknown, 6), [0], [1]).Row(pixels, 3, 1, 2, "a")));
        CollectionAssert.AreEqual(new[] { -0.5f, 0.1f, -0.3f, 0.3f, -0.1f, 0.5f }, Rounded(new PixelInput(new(1, 3, 1, 2), [0.5f], [1]).Row(pixels, 3, 1, 2, "a")));
        CollectionAssert.AreEqual(new[] { 0, 6, 1, 4, 0.4f, 1 }, Rounded(new PixelInput(new(1, 3, 1, 2), [0, 0, 0], [0.1f, 0.2f, 1]).Row(pixels, 3, 1, 2, "a")));
        // The channels last: as in the file, where a side is longer than any number of channels.
        CollectionAssert.AreEqual(new[] { 0, 0.2f, 0.4f }, Rounded(new PixelInput(new(1, 5, 1, 3), [0], [1]).Row([0, 51, 102, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 3, 5, 1, "a"))[..3]);
        // Grey is red, green and blue alike.
        CollectionAssert.AreEqual(new[] { 0, 0.2f, 0, 0.2f, 0, 0.2f }, Rounded(new PixelInput(new(1, 3, 1, 2), [0], [1]).Row([0, 51], 1, 1, 2, "a")));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => new PixelInput(new(1, 1, 1, 2), [0], [1]).Row(pixels, 3, 1, 2, "a.png")).Message, "a.png");
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => new PixelInput(new(1, 3, 1, 2), [0, 1], [1])).Message, "--mean has 2 numbers");
    }

    [TestMethod]
    public void Rows_are_drawn_evenly_in_their_order_and_alike_for_a_seed()
    {
        var times = new int[20];
        for (var seed = 0; seed < 4000; seed++)
        {
            var drawn = DataRows.Draw(Enumerable.Range(0, 20), 5, seed);
            Assert.HasCount(5, drawn);
            CollectionAssert.AreEqual(drawn.Order().Distinct().ToArray(), drawn.ToArray());
            CollectionAssert.AreEqual(drawn.ToArray(), DataRows.Draw(Enumerable.Range(0, 20), 5, seed).ToArray());
            foreach (var item in drawn)
                times[item]++;
        }
        // Each is expected 1000 times with a standard deviation of 27.
        Assert.IsTrue(times.All(t => Math.Abs(t - 1000) < 140), string.Join(' ', times));
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, DataRows.Draw(Enumerable.Range(0, 3), 5, 1).ToArray());
    }

    [TestMethod]
    public void Labels_are_what_the_network_gives()
    {
        var ml = new MLContext();
        DataRows Of(params string[] labels) => new(1, [.. labels.Select(l => new DataRow([1], l))]);
        var keys = Of("2", "0", "1").View(ml, 3);
        Assert.AreEqual(3uL, ((KeyDataViewType)keys.Schema["Label"].Type).Count);
        CollectionAssert.AreEqual(new uint[] { 3, 1, 2 }, keys.GetColumn<uint>("Label").ToArray());
        CollectionAssert.AreEqual(new uint[] { 2, 1, 3 }, Of("cat", "ant", "dog").View(ml, 3).GetColumn<uint>("Label").ToArray());
        CollectionAssert.AreEqual(new[] { true, false }, Of("True", "0").View(ml, 1).GetColumn<bool>("Label").ToArray());
        CollectionAssert.AreEqual(new[] { 1.5f, -2 }, Of("1.5", "-2").View(ml, 1).GetColumn<float>("Label").ToArray());
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => Of("0", "3").View(ml, 3)).Message, "classes 0 to 2");
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => Of("cat", "ant").View(ml, 3)).Message, "2 names (ant, cat)");
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => Of("1.5", "red").View(ml, 1)).Message, "'red'");
        Assert.IsNull(new DataRows(1, [new([1], null)]).View(ml, 3).Schema.GetColumnOrNull("Label"));
    }

    [TestMethod]
    [DataRow("kind", DisplayName = "by name")]
    [DataRow("2", DisplayName = "by number")]
    public void A_column_of_a_table_is_the_label(string label)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("rows.csv"), "\"a\";\"kind\";\"b\"\n1;2;3.5\n\n4;0;6\n");
        var rows = CsvRows.Read(folder.File("rows.csv"), 2, label).ToArray();
        CollectionAssert.AreEqual(new[] { "2", "0" }, rows.Select(r => r.Label).ToArray());
        CollectionAssert.AreEqual(new[] { 1, 3.5f, 4, 6 }, rows.SelectMany(r => r.Features).ToArray());
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => CsvRows.Read(folder.File("rows.csv"), 2, "colour").ToArray()).Message, "no column 'colour'");
        File.WriteAllText(folder.File("rows.csv"), "1,x,y\n");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => CsvRows.Read(folder.File("rows.csv"), 2, "2").ToArray()).Message, "line 1, value 3 is 'y'");
    }

    [TestMethod]
    public void The_same_images_give_the_same_file_from_idx_and_from_a_folder()
    {
        using var folder = new TempFolder();
        var (random, images) = (new Random(5), 60);
        var pixels = new byte[images * 36];
        random.NextBytes(pixels);
        byte[] labels = [.. Enumerable.Range(0, images).Select(i => (byte)(i % 5))];
        File.WriteAllBytes(folder.File("images.idx"), IdxFiles.GZip(IdxFiles.Images(images, 6, 6, pixels)));
        File.WriteAllBytes(folder.File("labels.idx"), IdxFiles.Labels(labels));
        for (var i = 0; i < images; i++)
        {
            // The order of names is that of the images.
            var path = Path.Combine(folder.File("png"), "all", $"{i:000}.PNG");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, PngFiles.Grey(6, 6, pixels.AsSpan(i * 36, 36).ToArray()));
        }
        var network = new NetworkBuilder([1, 6, 6], 3).Conv(8, 3, pad: 1).Relu().Conv(8, 3, pad: 1).Relu().Flatten().Dense(5).Build();
        network.Save(folder.File("model.onnx"));
        string[] Compact(string data, string target, string mean = "0.5") => ["compact", folder.File("model.onnx"), "--data", data, "--step", "unify:removed=0.3,stageWidths=false", "-o", folder.File(target), "-q", "--mean", mean, "--std", "0.25"];

        Assert.AreEqual(0, Run(Compact(folder.File("images.idx"), "a.onnx")).Code);
        Assert.AreEqual(0, Run(Compact(Path.Combine(folder.File("png"), "all"), "b.onnx")).Code);
        CollectionAssert.AreEqual(File.ReadAllBytes(folder.File("a.onnx")), File.ReadAllBytes(folder.File("b.onnx")));
        Assert.AreEqual(0, Run(Compact(folder.File("images.idx"), "c.onnx", mean: "0.1")).Code);
        CollectionAssert.AreNotEqual(File.ReadAllBytes(folder.File("a.onnx")), File.ReadAllBytes(folder.File("c.onnx")));

        var (code, output, errors) = Run([.. Compact(folder.File("images.idx"), "d.onnx"), "--label", folder.File("labels.idx"), "--html", folder.File("d.html")]);
        Assert.AreEqual(0, code, errors);
        StringAssert.Contains(output, "validation accuracy");
        Assert.IsNull(ToolText.Doubt(0.1, 10));
        Assert.IsNull(ToolText.Doubt(null, 10));
        StringAssert.Contains(ToolText.Doubt(0.05, 10), "5.0 %");
        Assert.IsTrue(File.Exists(folder.File("d.html")));
        // One label is missing.
        File.WriteAllBytes(folder.File("labels.idx"), IdxFiles.Labels(labels[1..]));
        StringAssert.Contains(Run([.. Compact(folder.File("images.idx"), "e.onnx"), "--label", folder.File("labels.idx")]).Errors, "59 labels");
    }

    [TestMethod]
    public void Names_of_subfolders_are_labels_and_links_are_not_followed()
    {
        using var folder = new TempFolder();
        foreach (var name in new[] { "dog", "cat" })
        {
            Directory.CreateDirectory(Path.Combine(folder.File("data"), name));
            for (var i = 0; i < 3; i++)
                File.WriteAllBytes(Path.Combine(folder.File("data"), name, $"{i}.png"), PngFiles.Grey(2, 1, [(byte)i, 7]));
        }
        Directory.CreateDirectory(folder.File("elsewhere"));
        File.WriteAllBytes(Path.Combine(folder.File("elsewhere"), "secret.png"), PngFiles.Grey(2, 1, [1, 2]));
        Directory.CreateSymbolicLink(Path.Combine(folder.File("data"), "link"), folder.File("elsewhere"));
        File.WriteAllText(Path.Combine(folder.File("data"), "dog", "notes.txt"), "no image");
        var rows = ImageRows.Folder(folder.File("data"), new PixelInput(new(1, 2), [0], [1]), 100, 0);
        CollectionAssert.AreEqual(new[] { "cat", "cat", "cat", "dog", "dog", "dog" }, rows.Select(r => r.Label).ToArray());

        File.WriteAllBytes(Path.Combine(folder.File("data"), "top.png"), PngFiles.Grey(2, 1, [1, 2]));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ImageRows.Folder(folder.File("data"), new PixelInput(new(1, 2), [0], [1]), 100, 0)).Message, "itself and in subfolders");
        Directory.CreateDirectory(folder.File("empty"));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ImageRows.Folder(folder.File("empty"), new PixelInput(new(1, 2), [0], [1]), 100, 0)).Message, "no PNG files");
        File.WriteAllText(Path.Combine(folder.File("empty"), "a.png"), "not an image");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ImageRows.Folder(folder.File("empty"), new PixelInput(new(1, 2), [0], [1]), 100, 0)).Message, "a.png");
    }

    private static float[] Rounded(float[] values) => [.. values.Select(v => float.Parse(v.ToString("0.####", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))];
}
