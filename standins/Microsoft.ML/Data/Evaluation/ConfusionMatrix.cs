using System.Globalization;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>How often examples of one class (rows) were taken for another (columns).</summary>
public sealed class ConfusionMatrix
{
    private readonly string[] _names;
    private readonly bool _binary;

    internal ConfusionMatrix(double[][] counts, string[] names, bool binary)
    {
        Counts = counts;
        _names = names;
        _binary = binary;
        PerClassPrecision = [.. Enumerable.Range(0, counts.Length).Select(c => Share(counts[c][c], counts.Sum(row => row[c])))];
        PerClassRecall = [.. Enumerable.Range(0, counts.Length).Select(c => Share(counts[c][c], counts[c].Sum()))];
    }

    public IReadOnlyList<double> PerClassPrecision { get; }

    public IReadOnlyList<double> PerClassRecall { get; }

    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses => Counts.Count;

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        Check(predictedClassIndicatorIndex, nameof(predictedClassIndicatorIndex));
        Check(actualClassIndicatorIndex, nameof(actualClassIndicatorIndex));
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    public string GetFormattedConfusionTable()
    {
        const string Predicted = "PREDICTED", Truth = "TRUTH", Precision = "Precision", Recall = "Recall";
        var numbered = !_binary && _names.Where((name, i) => name != i.ToString(CultureInfo.InvariantCulture)).Any();
        var rowNames = _names.Select((name, i) => numbered ? $"{i}. {name}" : name).ToArray();
        var columnNames = _names.Select((name, i) => _binary ? name : i.ToString(CultureInfo.InvariantCulture)).ToArray();
        var cells = Counts.Select(row => row.Select(count => count.ToString("N0", CultureInfo.InvariantCulture)).ToArray()).ToArray();
        var head = Math.Max(Predicted.Length, rowNames.Max(n => n.Length));
        var width = Math.Max(6, Math.Max(columnNames.Max(n => n.Length), cells.Max(row => row.Max(c => c.Length))));
        string Row(string name, IEnumerable<string> values, string last) =>
            $"{name.PadLeft(head)} ||{string.Join(" |", values.Select(v => v.PadLeft(width)))} | {last}".TrimEnd();
        var rule = $" ||{new string('=', (width + 2) * NumberOfClasses)}";

        var table = new StringBuilder();
        table.AppendLine().AppendLine("Confusion table");
        table.AppendLine(new string(' ', head) + rule);
        table.AppendLine(Row(Predicted, columnNames, Recall));
        table.AppendLine(Truth.PadRight(head) + rule);
        for (var i = 0; i < NumberOfClasses; i++)
            table.AppendLine(Row(rowNames[i], cells[i], Fixed(PerClassRecall[i])));
        table.AppendLine(new string(' ', head) + rule);
        table.AppendLine(Row(Precision, PerClassPrecision.Select(Fixed), ""));
        return table.ToString();
    }

    private static string Fixed(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;

    private void Check(int index, string parameter)
    {
        if (index < 0 || index >= NumberOfClasses)
            throw new ArgumentOutOfRangeException(parameter, "Invalid index. Must be between 0 and the number of classes.");
    }
}
