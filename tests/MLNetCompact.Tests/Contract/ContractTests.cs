using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text;

namespace MLNetCompact.Tests.Contract;

/// <summary>
/// The contract that every estimator keeps, after ML.NET's own TestEstimatorCore: each estimator of <see cref="Candidate.All"/>
/// against each check of <see cref="ContractCheck.All"/>.
/// </summary>
[TestClass]
public sealed class ContractTests
{
    private static readonly ConcurrentDictionary<(string, string), Exception?> s_outcomes = new();

    public required TestContext TestContext { get; set; }

    public static IEnumerable<object[]> Cases =>
        from candidate in Candidate.All
        from check in ContractCheck.All
        where check.AppliesTo?.Invoke(candidate) ?? true
        select new object[] { candidate.Name, check.Name };

    public static string CaseName(MethodInfo method, object[] values) => $"{values[0]}: {values[1]}";

    [TestMethod]
    [DynamicData(nameof(Cases), DynamicDataDisplayName = nameof(CaseName))]
    public void EveryEstimatorKeepsTheContract(string estimator, string check)
    {
        if (Outcome(Candidate.All.Single(c => c.Name == estimator), ContractCheck.All.Single(c => c.Name == check)) is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }

    [TestMethod]
    public void TheTableOfTheContractIsFull()
    {
        var table = Table();
        TestContext.WriteLine(table);
        if (Environment.GetEnvironmentVariable("MLNETCOMPACT_CONTRACT_TABLE") is { Length: > 0 } path)
            File.WriteAllText(path, table);
        Assert.DoesNotContain("NO", table, table);
    }

    [ClassCleanup]
    public static void DisposeModels()
    {
        foreach (var candidate in Candidate.All)
            candidate.DisposeModel();
    }

    private static string Table()
    {
        var text = new StringBuilder("| every estimator |");
        foreach (var candidate in Candidate.All)
            text.Append($" {candidate.Name} |");
        text.AppendLine().Append("|---|").Insert(text.Length, ":-:|", Candidate.All.Count).AppendLine();
        foreach (var check in ContractCheck.All)
            text.AppendLine($"| {check.Name} | {string.Join(" | ", Candidate.All.Select(c => Cell(c, check)))} |");
        return text.ToString();
    }

    private static string Cell(Candidate candidate, ContractCheck check) =>
        check.AppliesTo?.Invoke(candidate) == false ? "-" : Outcome(candidate, check) is null ? "yes" : "NO";

    /// <summary>What went wrong, if anything; each check runs once, whichever test asks first.</summary>
    private static Exception? Outcome(Candidate candidate, ContractCheck check) => s_outcomes.GetOrAdd((candidate.Name, check.Name), _ =>
    {
        try
        {
            check.Run(candidate);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    });
}
