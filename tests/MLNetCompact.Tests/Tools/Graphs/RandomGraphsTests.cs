using System.Diagnostics;

namespace MLNetCompact.Tests.Tools;

/// <summary>The generator itself: what it makes is right, the same every time, and broad.</summary>
[TestClass]
public class RandomGraphsTests
{
    [TestMethod]
    public void OnnxRuntimeComputesWhatTheReferenceComputes()
    {
        var failed = 0; var w = Stopwatch.StartNew(); long gen=0, rf=0, ort=0;
        for (var seed = 1; seed <= 1000; seed++)
        {
            var layers = seed % 13;
            try
            {
                var t = w.ElapsedTicks;
                var graph = RandomGraphs.Create(seed, layers);
                gen += w.ElapsedTicks - t; t = w.ElapsedTicks;
                var inputs = RandomNetworks.Inputs(graph.Network, seed);
                var expected = ReferenceExecutor.Run(graph.Network, inputs);
                rf += w.ElapsedTicks - t; t = w.ElapsedTicks;
                var actual = OrtExecutor.Run(graph.Network.ToOnnx(), inputs);
                ort += w.ElapsedTicks - t; t = w.ElapsedTicks;
                Same.Outputs(expected, actual, string.Join(" ", graph.Forms));
            }
            catch (Exception e)
            {
                failed++;
                var least = 0;
                for (; least < layers; least++) { try { var g = RandomGraphs.Create(seed, least); var inp = RandomNetworks.Inputs(g.Network, seed); Same.Outputs(ReferenceExecutor.Run(g.Network, inp), OrtExecutor.Run(g.Network.ToOnnx(), inp), ""); } catch { break; } }
                string f = ""; try { f = string.Join(" ", RandomGraphs.Create(seed, least).Forms); } catch {}
                var st = e.StackTrace!.Split('\n').Take(6).Select(x => System.Text.RegularExpressions.Regex.Replace(x, @" in .*/", " ").Replace("MLNetCompact.Tests.Tools.", ""));
                Console.WriteLine($"{seed} {layers} least {least} [{f}]: {e.GetType().Name} {e.Message.Split('\n')[0]} {(e.Message.Contains("Assert") ? e.Message.Split('\n')[1] : "")}\n      {string.Join("\n", st)}");
            }
        }
        Console.WriteLine($"gen {gen/1e9:f1} s ref {rf/1e9:f1} ort {ort/1e9:f1}");
        Assert.AreEqual(0, failed);
    }
}
