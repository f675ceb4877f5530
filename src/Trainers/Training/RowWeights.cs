namespace MLNetCompact;

/// <summary>How much each row counts in the loss: its own weight times that of its class, so that the mean over all rows is 1.</summary>
internal sealed class RowWeights
{
    private readonly Rows _rows;
    private readonly double[]? _classes;
    private readonly double _scale;

    /// <exception cref="ArgumentException">There are weights for another number of classes than there are, or all rows weigh 0.</exception>
    private RowWeights(Rows rows, double[]? classes)
    {
        (_rows, _classes, _scale) = (rows, classes, 1);
        var mean = Enumerable.Range(0, rows.Count).Average(i => (double)this[i]);
        _scale = mean > 0 ? 1 / mean : throw new ArgumentException("All rows have weight 0; at least one has to weigh more.");
    }

    /// <summary>The weight of row <paramref name="index"/>.</summary>
    public float this[int index] => (float)(_scale * _rows.Weight(index) * (_classes?[(int)_rows.Label(index)] ?? 1));

    /// <summary>The weights that the rows and the options ask for, or null if all rows count the same.</summary>
    public static RowWeights? Of(Rows rows, TrainingOptions options, LearningTask task, int classCount)
    {
        double[]? classes = null;
        if (options.ClassWeights is not null || options.BalanceClasses)
        {
            if (task == LearningTask.Regression)
                throw new ArgumentException($"{nameof(TrainingOptions)}.{nameof(options.ClassWeights)} and {nameof(options.BalanceClasses)} need classes, but the label is a number.");
            if (options.ClassWeights is { } given && given.Count != classCount)
                throw new ArgumentException($"{nameof(TrainingOptions)}.{nameof(options.ClassWeights)} has {given.Count} weight(s), but there are {classCount} classes.");
            classes = [.. options.ClassWeights ?? Enumerable.Repeat(1.0, classCount)];
            if (options.BalanceClasses)
            {
                var counts = Enumerable.Range(0, rows.Count).CountBy(i => (int)rows.Label(i)).ToDictionary();
                for (var i = 0; i < classes.Length; i++)
                    classes[i] *= (double)rows.Count / (classCount * Math.Max(1, counts.GetValueOrDefault(i)));
            }
        }
        return classes is null && !rows.HasWeights ? null : new RowWeights(rows, classes);
    }
}
