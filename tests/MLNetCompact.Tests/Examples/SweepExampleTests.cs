using MLNetCompact.Tests.Tools;
using SweepExample;

namespace MLNetCompact.Tests.Examples;

/// <summary>The sweep of the example, with few images and trials.</summary>
[TestClass]
public sealed class SweepExampleTests
{
    [TestMethod]
    public void The_sweep_leaves_a_front_and_goes_on_where_it_was()
    {
        using var folder = new TempFolder();
        var digits = BarDigits.Of(600, 1);
        var first = LeNetSweep.Run(digits, 600, 2, folder.Path, CancellationToken.None);
        Assert.HasCount(2, first.Complete.ToArray());
        File.Delete(folder.File("trial-00001.json"));
        var again = LeNetSweep.Run(digits, 600, 2, folder.Path, CancellationToken.None);
        CollectionAssert.AreEqual(first.Trials.Select(SweepCase.Text).ToArray(), again.Trials.Select(SweepCase.Text).ToArray());
        Assert.AreEqual(first.Trials[0].Seconds, again.Trials[0].Seconds, "it ran once");
        StringAssert.Contains(File.ReadAllText(folder.File("front.svg")), "</svg>");
        Assert.IsTrue(File.Exists(folder.File("front.json")));
    }
}
