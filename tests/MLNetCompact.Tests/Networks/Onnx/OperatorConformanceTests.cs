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
    /// <summary>As many passed when this was written. More may; fewer means that something is no longer read as it was.</summary>
    private const int FewestKnown = 1050;
    private const int FewestPassed = 2380;

    /// <summary>Forms made here that ONNX Runtime does not run, such as one output of a Split, are no cases.</summary>
    private static readonly Fetched<IReadOnlyList<OperatorVerdict>> s_verdicts = new(() =>
        [.. OperatorCases.Load().AsParallel().AsOrdered().SelectMany(OperatorVariants.Of).Select(OperatorVerdict.Of)
            .Where(v => v.Verdict is not (Verdict.Runtime or Verdict.Skipped) || !v.Case.EndsWith(']'))]);

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void OperatorsThatAreKnownComputeWhatOnnxExpects()
    {
        var known = s_verdicts.Value.Where(v => !v.Opaque).ToList();
        TestContext.WriteLine(Table(s_verdicts.Value));
        None(known.Where(v => v.Verdict == Verdict.Failed), "failed");
        Assert.IsGreaterThanOrEqualTo(FewestKnown, known.Count(v => v.Verdict == Verdict.Passed));
    }

    [TestMethod]
    public void OperatorsThatAreNotKnownAreCarriedThroughUnharmed()
    {
        None(s_verdicts.Value.Where(v => v.Opaque && v.Verdict == Verdict.Failed), "failed");
        Assert.IsGreaterThanOrEqualTo(FewestPassed, s_verdicts.Value.Count(v => v.Verdict == Verdict.Passed));
    }

    [TestMethod]
    public void EveryDimensionIsToldWhereSettingsAreWeights() =>
        None(s_verdicts.Value.Where(v => !v.Opaque && !v.Told && v.Verdict == Verdict.Passed && v.Case.Contains(OperatorVariants.Weights, StringComparison.Ordinal)), "not told");

    [TestMethod]
    public void FilesAreRefusedOnlyForWhatNoNetworkHas()
    {
        string[] right = ["a graph of its own", "A network needs at least one input"];
        None(s_verdicts.Value.Where(v => v.Verdict == Verdict.Refused && !right.Any(r => v.Detail.Contains(r, StringComparison.Ordinal))), "refused");
    }

    private static void None(IEnumerable<OperatorVerdict> verdicts, string what)
    {
        var such = verdicts.ToList();
        Assert.IsEmpty(such, $"{such.Count} {what}:\n{string.Join('\n', such)}");
    }

    /// <summary>Counts per operator; a file of several operators counts in a row of its own.</summary>
    private static string Table(IReadOnlyList<OperatorVerdict> verdicts)
    {
        var text = new StringBuilder("operator                     cases  known  passed   told  failed  refused  runtime  skipped\n");
        foreach (var row in verdicts.GroupBy(v => v.Operators is [var only] ? only : "(several)").OrderBy(g => g.Key, StringComparer.Ordinal))
            Append(row.Key, [.. row]);
        Append("all", verdicts);
        Append("known", [.. verdicts.Where(v => !v.Opaque)]);
        Append("known, files as they are", [.. verdicts.Where(v => !v.Opaque && !v.Case.EndsWith(']'))]);
        Append("carried through", [.. verdicts.Where(v => v.Opaque)]);
        text.Append("told: the network tells every dimension of the outputs\n");
        foreach (var reason in verdicts.Where(v => v.Verdict == Verdict.Skipped).CountBy(v => v.Detail).OrderByDescending(r => r.Value))
            text.Append(CultureInfo.InvariantCulture, $"skipped: {reason.Value} for {reason.Key}\n");
        foreach (var verdict in verdicts.Where(v => v.Verdict is Verdict.Runtime or Verdict.Refused))
            text.Append(CultureInfo.InvariantCulture, $"{verdict.Verdict}: {verdict}\n");
        var known = verdicts.Where(v => !v.Opaque).SelectMany(v => v.Operators).ToHashSet();
        text.Append(CultureInfo.InvariantCulture, $"carried through in this form only: {string.Join(", ", verdicts.Where(v => v.Opaque && v.Verdict == Verdict.Passed && known.IsSupersetOf(v.Operators) && !v.Case.EndsWith(']')).Select(v => v.Case))}\n");
        return text.ToString();

        void Append(string name, IReadOnlyList<OperatorVerdict> row)
        {
            int Count(Verdict verdict) => row.Count(v => v.Verdict == verdict);
            text.Append(CultureInfo.InvariantCulture, $"{name,-28} {row.Count,5}  {row.Count(v => !v.Opaque),5}  {Count(Verdict.Passed),6}  {row.Count(v => v.Told),5}  {Count(Verdict.Failed),6}  {Count(Verdict.Refused),7}  {Count(Verdict.Runtime),7}  {Count(Verdict.Skipped),7}\n");
        }
    }
}
