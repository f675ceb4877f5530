using System.Globalization;
using System.Text;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>
/// ONNX's own tests of its operators: each file is read, written, and run by ONNX Runtime, which must make the expected values of it,
/// and the shapes the network tells must be theirs.
/// </summary>
[TestClass]
public class OperatorConformanceTests
{
    /// <summary>As many passed when this was written. More may; fewer means that something is not read as it was.</summary>
    private const int FewestClaimed = 100;
    private const int FewestCarried = 400;

    private static readonly Fetched<IReadOnlyList<OperatorVerdict>> s_verdicts = new(() => [.. OperatorCases.Load().AsParallel().AsOrdered().Select(OperatorVerdict.Of)]);

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void OperatorsThatAreKnownComputeWhatOnnxExpects()
    {
        var claimed = s_verdicts.Value.Where(v => !v.Opaque).ToList();
        TestContext.WriteLine(Table(s_verdicts.Value));
        NoneOf(claimed, Verdict.Failed);
        Assert.IsGreaterThanOrEqualTo(FewestClaimed, claimed.Count(v => v.Verdict == Verdict.Passed));
    }

    [TestMethod]
    public void OperatorsThatAreNotKnownAreCarriedThroughUnharmed()
    {
        var carried = s_verdicts.Value.Where(v => v.Opaque).ToList();
        NoneOf(carried, Verdict.Failed);
        Assert.IsGreaterThanOrEqualTo(FewestCarried, carried.Count(v => v.Verdict == Verdict.Passed));
    }

    [TestMethod]
    public void FilesAreRefusedOnlyForWhatNoNetworkHas()
    {
        var refused = s_verdicts.Value.Where(v => v.Verdict == Verdict.Refused && !v.Detail.Contains("a graph of its own", StringComparison.Ordinal));
        NoneOf(refused, Verdict.Refused);
    }

    private static void NoneOf(IEnumerable<OperatorVerdict> verdicts, Verdict verdict)
    {
        var such = verdicts.Where(v => v.Verdict == verdict).ToList();
        Assert.IsEmpty(such, $"{such.Count} {verdict.ToString().ToLowerInvariant()}:\n{string.Join('\n', such)}");
    }

    /// <summary>Counts per operator; a file of several operators counts in a row of its own.</summary>
    private static string Table(IReadOnlyList<OperatorVerdict> verdicts)
    {
        var text = new StringBuilder("operator                     cases  known  passed  failed  refused  runtime  skipped\n");
        foreach (var row in verdicts.GroupBy(v => v.Operators is [var only] ? only : "(several)").OrderBy(g => g.Key, StringComparer.Ordinal))
            Append(row.Key, [.. row]);
        Append("all", verdicts);
        Append("known", [.. verdicts.Where(v => !v.Opaque)]);
        Append("carried through", [.. verdicts.Where(v => v.Opaque)]);
        foreach (var reason in verdicts.Where(v => v.Verdict == Verdict.Skipped).CountBy(v => v.Detail).OrderByDescending(r => r.Value))
            text.Append(CultureInfo.InvariantCulture, $"skipped: {reason.Value} for {reason.Key}\n");
        foreach (var verdict in verdicts.Where(v => v.Verdict is Verdict.Runtime or Verdict.Refused))
            text.Append(CultureInfo.InvariantCulture, $"{verdict.Verdict}: {verdict}\n");
        return text.ToString();

        void Append(string name, IReadOnlyList<OperatorVerdict> row)
        {
            int Count(Verdict verdict) => row.Count(v => v.Verdict == verdict);
            text.Append(CultureInfo.InvariantCulture, $"{name,-28} {row.Count,5}  {row.Count(v => !v.Opaque),5}  {Count(Verdict.Passed),6}  {Count(Verdict.Failed),6}  {Count(Verdict.Refused),7}  {Count(Verdict.Runtime),7}  {Count(Verdict.Skipped),7}\n");
        }
    }
}
