using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact;

/// <summary>What is known of a label column: the task it sets, how many classes it has, and their values.</summary>
internal sealed record LabelColumn(string Name, LearningTask Task, int Classes, DataViewType Type, KeyValues? Values)
{
    /// <summary>No label.</summary>
    public static LabelColumn None { get; } = new("", LearningTask.None, 0, NumberDataViewType.Single, null);

    /// <summary>What a schema has under that name.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="isNeeded">Whether something learns from it; otherwise a column of the usual name may be missing.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or its type sets no task.</exception>
    public static LabelColumn Of(DataViewSchema schema, string name, bool isNeeded)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
            return IsOptional(name, isNeeded) ? None : throw new ArgumentOutOfRangeException(nameof(schema), $"Label column '{name}' not found. The data has {Columns(schema)}.");
        return column.Type switch
        {
            KeyDataViewType { Count: >= 2 and <= int.MaxValue } key => new(name, LearningTask.MulticlassClassification, (int)key.Count, key, KeyValues.Of(column)),
            BooleanDataViewType => new(name, LearningTask.BinaryClassification, 2, column.Type, null),
            NumberDataViewType number when number == NumberDataViewType.Single => new(name, LearningTask.Regression, 1, column.Type, null),
            KeyDataViewType key => throw new ArgumentOutOfRangeException(nameof(schema), $"Label column '{name}' is {key}: it has {key.Count} class(es), expected at least 2."),
            _ => throw new ArgumentOutOfRangeException(nameof(schema),
                $"Label column '{name}' is of type {column.Type}; expected a key (use MapValueToKey), Boolean or Single."),
        };
    }

    /// <summary>Whether a label column of that name may be missing: a name that was chosen names a column that is there.</summary>
    public static bool IsOptional(string name, bool isNeeded) => !isNeeded && name == new NetworkColumns().Label;

    /// <summary>How many numbers the network has to give.</summary>
    public int Outputs => Task == LearningTask.MulticlassClassification ? Classes : 1;

    internal static string Columns(DataViewSchema schema) => string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => $"'{c.Name}' ({c.Type})"));
}
