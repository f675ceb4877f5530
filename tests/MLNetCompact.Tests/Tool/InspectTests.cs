using System.Text.Json;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;
using MLNetCompact.Tool;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class InspectTests
{
    [TestMethod]
    public void Layers_totals_and_groups_are_printed()
    {
        using var folder = new TempFolder();
        Networks.LeNet5().Save(folder.File("lenet.onnx"));

        var lines = Lines(folder.File("lenet.onnx"));

        string[][] words = [.. lines.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        CollectionAssert.AreEqual(new[] { "layer", "operator", "output", "weights", "biases", "multiply-adds", "share" }, words[0]);
        CollectionAssert.AreEqual(new[] { "conv2", "Conv", "[N,", "50,", "8,", "8]", "25,000", "50", "1,600,000", "69.8", "%" }, words[3]);
        CollectionAssert.AreEqual(new[] { "total", "430,500", "580", "2,293,000", "100.0", "%" }, words[9]);
        Assert.Contains("431,080 parameters, 2,293,000 multiply-adds for one row", lines);
        Assert.Contains("581 channel groups, of which 570 can be removed", lines);
        Assert.IsTrue(lines.Any(l => l.Contains($"{new FileInfo(folder.File("lenet.onnx")).Length:N0} bytes, of which 1,724,320 are weights", StringComparison.Ordinal)));
        Assert.IsTrue(words.Any(w => string.Join(' ', w) == "20 yes conv1[0-19]: conv1 -> pool1 -> conv2"));
        Assert.IsTrue(words.Any(w => string.Join(' ', w) == "10 no dense2[0-9]: dense2 (protected: it is part of the network's output 'Score')"));
    }

    [TestMethod]
    public void Nothing_is_cut_off_or_coloured_where_the_output_is_no_terminal()
    {
        using var folder = new TempFolder();
        Networks.ResNet(20, height: 8, width: 8).Save(folder.File("model.onnx"));

        var lines = Lines(folder.File("model.onnx"), "--groups");

        Assert.HasCount(1 + Networks.ResNet(20, height: 8, width: 8).Groups().Kinds().Count, lines);
        Assert.IsTrue(lines.Any(l => l.Length > 300 && l.EndsWith("-> flatten1 -> dense1", StringComparison.Ordinal)));
        Assert.IsFalse(string.Concat(lines).Any(char.IsControl));
        Assert.IsTrue(lines.All(l => l == l.TrimEnd()));
    }

    [TestMethod]
    public void Json_says_what_the_network_costs()
    {
        using var folder = new TempFolder();
        var network = Networks.ResNet(8, height: 9, width: 9);
        network.Save(folder.File("model.onnx"));

        using var json = JsonDocument.Parse(string.Join('\n', Lines(folder.File("model.onnx"), "--json")));

        var (root, cost) = (json.RootElement, NetworkCost.Of(network));
        Assert.AreEqual(cost.MultiplyAdds, root.GetProperty("multiplyAdds").GetInt64());
        Assert.AreEqual(cost.Parameters, root.GetProperty("parameters").GetInt64());
        Assert.AreEqual(network.Nodes.Count, root.GetProperty("layers").GetArrayLength());
        Assert.AreEqual(1, root.GetProperty("layers").EnumerateArray().Sum(l => l.GetProperty("share").GetDouble()), 1e-9);
        Assert.AreEqual("[null,16,9,9]", JsonSerializer.Serialize(root.GetProperty("layers")[0].GetProperty("output")));
        Assert.AreEqual(network.Groups().All.Count, root.GetProperty("groups").EnumerateArray().Sum(g => g.GetProperty("count").GetInt32()));
    }

    [TestMethod]
    public void Open_sizes_are_stated_on_the_command_line()
    {
        using var folder = new TempFolder();
        Open("x").Save(folder.File("model.onnx"));

        Assert.IsTrue(Lines(folder.File("model.onnx")).Any(l => l.Contains("1 layers count no multiply-adds", StringComparison.Ordinal)));
        Assert.Contains("1 parameters, 48 multiply-adds for one row", Lines(folder.File("model.onnx"), "--input", "1x1x6x8"));
        Assert.Contains("1 parameters, 48 multiply-adds for one row", Lines(folder.File("model.onnx"), "--input", "x=Nx1x6x8"));
    }

    [TestMethod]
    public void Of_several_inputs_the_name_is_asked_for()
    {
        using var folder = new TempFolder();
        Open("left", "right").Save(folder.File("model.onnx"));

        Fails("left=1x1x6x8 or right=1x1x6x8", folder.File("model.onnx"), "--input", "1x1x6x8");
        Assert.Contains("1 parameters, 96 multiply-adds for one row", Lines(folder.File("model.onnx"), "--input", "left=1x1x6x8", "--input", "right=1x1x6x8"));
    }

    [TestMethod]
    public void Wrong_sizes_are_errors()
    {
        using var folder = new TempFolder();
        Open("x").Save(folder.File("model.onnx"));

        Fails("contradicts", folder.File("model.onnx"), "--input", "1x2x6x8");
        Fails("no input 'y'", folder.File("model.onnx"), "--input", "y=1x1x6x8");
        foreach (var sizes in new[] { "1x1x0x8", "1x1x-6x8", "1x1xsixx8", "1x1x99999999999x8", "" })
            Fails("1x3x640x640", folder.File("model.onnx"), "--input", sizes);
    }

    [TestMethod]
    public void Files_that_cannot_be_read_are_errors()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("broken.onnx"), OnnxModels.Small().ToOnnx()[..100]);
        File.WriteAllText(folder.File("text.onnx"), "no model");

        Fails("missing.onnx", folder.File("missing.onnx"));
        Fails("broken.onnx' is not an ONNX model that can be read", folder.File("broken.onnx"));
        Fails("text.onnx' is not an ONNX model that can be read", folder.File("text.onnx"));
        Fails("", folder.Path);
        Fails("Required argument missing");
        Fails("'--nonsense'", folder.File("text.onnx"), "--nonsense");
    }

    [TestMethod]
    public void Names_do_not_steer_the_terminal()
    {
        using var folder = new TempFolder();
        var shape = new Shape(Shape.Unknown, 2);
        new Network([new("x", ElementType.Float, shape)], [new("a\u001b[31m[red]", new Relu(), ["x"], ["y"])], [new("y", ElementType.Float, shape)], []).Save(folder.File("model.onnx"));

        Assert.IsTrue(Lines(folder.File("model.onnx")).Any(l => l.StartsWith("a?[31m[red] Relu", StringComparison.Ordinal)));
    }

    private static string[] Lines(params string[] args)
    {
        var (code, output, errors) = Run(args);
        Assert.AreEqual((0, ""), (code, errors));
        return output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }

    private static void Fails(string mention, params string[] args)
    {
        var (code, _, errors) = Run(args);
        Assert.AreEqual(1, code, errors);
        Assert.Contains(mention, errors);
        Assert.IsGreaterThan(0, errors.Trim().Length);
        Assert.DoesNotContain("   at ", errors);
    }

    private static (int, string, string) Run(string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        return (ToolCommand.Run(["inspect", .. args], output, errors), output.ToString(), errors.ToString());
    }

    /// <summary>A 1x1 convolution over maps of any size for each input, which share its weight.</summary>
    private static Network Open(params string[] inputs)
    {
        var shape = new Shape(Shape.Unknown, 1, Shape.Unknown, Shape.Unknown);
        return new Network(inputs.Select(i => new NetworkValue(i, ElementType.Float, shape)), inputs.Select(i => new Node($"conv {i}", new Conv { Kernel = [1, 1] }, [i, "w"], [$"out {i}"])),
            inputs.Select(i => new NetworkValue($"out {i}", ElementType.Float, shape)), [Samples.Counting("w", 1, 1, 1, 1)]);
    }
}
