using System.Reflection;
using System.Text.RegularExpressions;

namespace MLNetCompact.Tests;

/// <summary>The pages of docs/ are about the code that is there.</summary>
[TestClass]
public sealed partial class DocumentTests
{
    private static readonly string s_root = Packages.PackageList.Root;

    [TestMethod]
    [DataRow("structured-sparsity", typeof(StructuredSparsityOptions))]
    [DataRow("prune-retrain", typeof(PruneRetrainOptions))]
    [DataRow("neuron-unify", typeof(NeuronUnifyOptions))]
    [DataRow("kernel-cluster", typeof(KernelClusterOptions))]
    public void A_page_names_every_option_and_no_other(string page, Type options)
    {
        var table = Text(page).Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('|')[1]).SelectMany(c => Names().Matches(c).Select(m => m.Groups[1].Value)).ToArray();
        var properties = options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).Select(p => p.Name);
        CollectionAssert.AreEquivalent(properties.ToArray(), table);
    }

    [TestMethod]
    [DataRow("structured-sparsity")]
    [DataRow("prune-retrain")]
    [DataRow("neuron-unify")]
    [DataRow("kernel-cluster")]
    [DataRow("sweeps")]
    public void Code_of_a_page_is_compiled_in_an_example(string page)
    {
        var blocks = Blocks().Matches(Text(page)).Select(m => Plain(m.Groups[1].Value)).ToArray();
        Assert.AreNotEqual(0, blocks.Length);
        var examples = Directory.EnumerateFiles(Path.Combine(s_root, "examples"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(f => Plain(File.ReadAllText(f))).ToArray();
        foreach (var block in blocks)
            Assert.IsTrue(examples.Any(e => e.Contains(block, StringComparison.Ordinal)), $"docs/{page}.md has code that no example has:\n{block}");
    }

    [TestMethod]
    public void Links_lead_somewhere()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(s_root, "docs"), "*.md").Append(Path.Combine(s_root, "README.md")))
        {
            foreach (Match link in Links().Matches(File.ReadAllText(file)))
                Assert.IsTrue(File.Exists(Path.Combine(Path.GetDirectoryName(file)!, link.Groups[1].Value)), $"{Path.GetFileName(file)} links to {link.Groups[1].Value}");
        }
    }

    [TestMethod]
    public void The_command_line_has_the_commands_and_options_that_its_page_names()
    {
        var text = Text("command-line");
        var commands = text.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => Names().Match(l).Groups[1].Value).ToArray();
        var helps = commands.ToDictionary(c => c, c => ToolCase.Run(c, "--help").Output);
        Assert.IsTrue(helps.All(h => h.Value.Contains($"{h.Key} ", StringComparison.Ordinal)));
        foreach (Match option in Options().Matches(text))
            Assert.IsTrue(option.Value == "--project" || helps.Values.Any(h => h.Contains(option.Value, StringComparison.Ordinal)), $"no command has {option.Value}");
    }

    private static string Text(string page) => File.ReadAllText(Path.Combine(s_root, "docs", $"{page}.md"));

    /// <summary>Without the lines' beginnings, which differ where an example indents more.</summary>
    private static string Plain(string code) => string.Join('\n', code.ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim())).Trim('\n');

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Names();

    [GeneratedRegex("--[a-z]+")]
    private static partial Regex Options();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Links();
}
