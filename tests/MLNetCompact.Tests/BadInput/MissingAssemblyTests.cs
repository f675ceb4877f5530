using System.Text.Json.Nodes;
using Microsoft.ML;
using MLNetCompact.ScoringProcess;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.BadInput;

[TestClass]
public sealed class MissingAssemblyTests
{
    private const string Missing = "MLNetCompact.Transforms";

    /// <summary>An application without our assembly gets .NET's own exception for it, which names the assembly and its version.</summary>
    [TestMethod]
    public void LoadingAModelWithoutOurAssemblyNamesIt()
    {
        using var folder = new TempFolder();
        var ml = new MLContext(seed: 1);
        using var model = Bad.Trainer(ml).Fit(Bad.View(ml, TinyImages.Rows(24)));
        ml.Model.Save(model, TinyImages.View(ml, 1).Schema, folder.File("model.zip"));
        FeatureRow.Write(folder.File("features.txt"), TinyImages.Rows(2).Select(r => r.Features));
        string[] arguments = ["score", folder.File("model.zip"), folder.File("features.txt"), folder.File("answers.txt")];
        CopyProgram(folder.File("app"));

        var whole = OtherProcess.Run(arguments, folder.File("app"));
        Assert.AreEqual(0, whole.ExitCode, whole.Errors);
        File.Delete(folder.File("answers.txt"));
        RemoveAssembly(folder.File("app"));
        var process = OtherProcess.Run(arguments, folder.File("app"));
        Assert.AreEqual(1, process.ExitCode, process.Output);
        StringAssert.Contains(process.Errors, "System.IO.FileNotFoundException: Could not load file or assembly 'MLNetCompact.Transforms, Version=1.0.0.0");
        Assert.IsFalse(File.Exists(folder.File("answers.txt")));
    }

    /// <summary>Copies the program and what its list of dependencies names.</summary>
    private static void CopyProgram(string to)
    {
        var name = Path.GetFileNameWithoutExtension(OtherProcess.Program);
        var assets = Libraries(Json(OtherProcess.Folder)).SelectMany(l => (string[])["runtime", "native", "runtimeTargets"], (l, kind) => l.Value![kind]?.AsObject())
            .OfType<JsonObject>().SelectMany(a => a.Select(asset => asset.Key));
        foreach (var asset in assets.SelectMany(a => (string[])[a, Path.GetFileName(a)]).Append($"{name}.deps.json").Append($"{name}.runtimeconfig.json").Append("libonnxruntime.so"))
        {
            var (from, target) = (Path.Combine(OtherProcess.Folder, asset), Path.Combine(to, asset));
            if (!File.Exists(from))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(from, target, overwrite: true);
        }
    }

    /// <summary>Removes our assembly; without it in the list too, the program starts and finds out when it loads the model.</summary>
    private static void RemoveAssembly(string folder)
    {
        var list = Json(folder);
        foreach (var library in Libraries(list).Where(l => l.Key.StartsWith($"{Missing}/", StringComparison.Ordinal)))
            library.Value!.AsObject().Remove("runtime");
        File.WriteAllText(Path.Combine(folder, Path.ChangeExtension(OtherProcess.Program, ".deps.json")), list.ToJsonString());
        File.Delete(Path.Combine(folder, $"{Missing}.dll"));
    }

    private static JsonNode Json(string folder) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, Path.ChangeExtension(OtherProcess.Program, ".deps.json"))))!;

    private static JsonObject Libraries(JsonNode list) => list["targets"]!.AsObject().Single().Value!.AsObject();
}
