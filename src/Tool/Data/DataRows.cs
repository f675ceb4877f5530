using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact.Tool;

/// <summary>A row: what the network reads, and its label as the data has it, if it has one.</summary>
internal sealed record DataRow(float[] Features, string? Label);

/// <summary>Rows of a file or folder as ML.NET reads them.</summary>
/// <param name="Width">The numbers of a row.</param>
/// <param name="Rows">The rows.</param>
internal sealed record DataRows(int Width, IReadOnlyList<DataRow> Rows)
{
    private const string Features = "Features", Label = "Label";

    /// <summary>Whether the rows have labels; where they have, all of them do.</summary>
    public bool HaveLabels => Rows.Count > 0 && Rows[0].Label is not null;

    /// <summary>At most so many of some, drawn at random and in their order (Vitter's reservoir); never more than these in memory.</summary>
    public static IReadOnlyList<T> Draw<T>(IEnumerable<T> items, int most, int seed)
    {
        var (kept, random, count) = (new List<(int Place, T Item)>(), new Random(seed), 0);
        foreach (var item in items)
        {
            var at = count < most ? count : random.Next(count + 1);
            if (count < most)
                kept.Add((count, item));
            else if (at < most)
                kept[at] = (count, item);
            count++;
        }
        return [.. kept.OrderBy(k => k.Place).Select(k => k.Item)];
    }

    /// <summary>A view with the feature column, and the label column where there are labels.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="outputs">The numbers that the network gives a row: 1 for yes or no and for a value, as many as classes otherwise.</param>
    /// <exception cref="ToolException">The labels are not what such a network was trained for.</exception>
    public IDataView View(MLContext ml, int? outputs)
    {
        if (!HaveLabels)
            return Load(ml, Rows.Select(r => new Unlabelled { Features = r.Features }));
        string[] labels = [.. Rows.Select(r => r.Label!)];
        if (outputs is null)
            throw new ToolException("Labels were given, and the network does not give a row of numbers for each row; leave them out.");
        if (outputs == 1)
        {
            if (labels.All(l => Truth(l) is not null))
                return Load(ml, Rows.Select(r => new Decided { Features = r.Features, Label = Truth(r.Label!)!.Value }));
            return Load(ml, Rows.Select(r => new Valued { Features = r.Features, Label = CsvRows.IsNumber(r.Label!, out var value) ? value : throw new ToolException($"The network gives one number a row, and the label '{r.Label}' is none.") }));
        }
        var keys = Keys(labels, outputs.Value);
        return Load(ml, Rows.Select(r => new Classified { Features = r.Features, Label = keys(r.Label!) }), new KeyDataViewType(typeof(uint), outputs.Value));
    }

    /// <summary>Numbers from 0 are the places of the network's outputs; names are these in the order of the alphabet. In objects ML.NET's keys begin with 0.</summary>
    private static Func<string, uint> Keys(string[] labels, int outputs)
    {
        if (labels.All(l => uint.TryParse(l, out _)))
            return l => uint.Parse(l, System.Globalization.CultureInfo.InvariantCulture) is var number && number < outputs ? number
                : throw new ToolException($"The network gives {outputs} numbers a row, for classes 0 to {outputs - 1}; a label is {l}.");
        string[] names = [.. labels.Distinct().Order(StringComparer.Ordinal)];
        return names.Length == outputs ? l => (uint)Array.BinarySearch(names, l, StringComparer.Ordinal)
            : throw new ToolException($"The network gives {outputs} numbers a row, and the labels have {names.Length} names ({string.Join(", ", names.Take(5))}{(names.Length > 5 ? ", ..." : "")}).");
    }

    private static bool? Truth(string label) => label.ToUpperInvariant() switch { "0" or "FALSE" => false, "1" or "TRUE" => true, _ => null };

    private IDataView Load<T>(MLContext ml, IEnumerable<T> rows, DataViewType? label = null) where T : class
    {
        var definition = SchemaDefinition.Create(typeof(T));
        definition[Features].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Width);
        if (label is not null)
            definition[Label].ColumnType = label;
        // Now, so that labels that are none are told here.
        return ml.Data.LoadFromEnumerable(rows.ToArray(), definition);
    }

    private class Unlabelled
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class Decided : Unlabelled
    {
        public bool Label { get; set; }
    }

    private sealed class Valued : Unlabelled
    {
        public float Label { get; set; }
    }

    private sealed class Classified : Unlabelled
    {
        public uint Label { get; set; }
    }
}
