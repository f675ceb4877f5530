namespace MLNetCompact;

/// <summary>The names of the columns that a network reads and makes.</summary>
public sealed record NetworkColumns
{
    /// <summary>The column of the true values: a key for classes, Boolean for yes or no, Single for a number. Default "Label".</summary>
    public string Label { get; init; } = "Label";

    /// <summary>The column of the inputs: a vector of Single whose size is the number of elements of the network's input row. Default "Features".</summary>
    public string Features { get; init; } = "Features";

    /// <summary>The column of the rows' weights in training, Single and at least 0, or null if all weigh the same. Default null.</summary>
    public string? ExampleWeight { get; init; }

    /// <summary>How the pixels of images lie in the feature column; tables have one layout only. Default <see cref="PixelLayout.ChannelsFirst"/>.</summary>
    public PixelLayout Layout { get; init; } = PixelLayout.ChannelsFirst;

    /// <summary>The name of the column of class probabilities, of the raw score, or of the predicted number. Default "Score".</summary>
    public string Score { get; init; } = "Score";

    /// <summary>The name of the column of the predicted class. Default "PredictedLabel".</summary>
    public string PredictedLabel { get; init; } = "PredictedLabel";

    /// <summary>The name of the column of the probability of true. Default "Probability".</summary>
    public string Probability { get; init; } = "Probability";

    /// <exception cref="ArgumentException">A name is empty, kept by MLNetCompact for itself, or given to two output columns.</exception>
    internal void Validate()
    {
        var named = new[] { (nameof(Label), Label), (nameof(Features), Features), (nameof(ExampleWeight), ExampleWeight), (nameof(Score), Score), (nameof(PredictedLabel), PredictedLabel), (nameof(Probability), Probability) };
        foreach (var (role, name) in named)
        {
            if (string.IsNullOrEmpty(name) && role != nameof(ExampleWeight))
                throw new ArgumentException($"{nameof(NetworkColumns)}.{role} is empty; expected the name of a column.");
            if (name is not null && ScoringColumns.IsOwn(name))
                throw new ArgumentException($"{nameof(NetworkColumns)}.{role} is '{name}', a name that MLNetCompact keeps for itself.");
        }
        if (named[3..].Select(n => n.Item2).Distinct().Count() < 3)
            throw new ArgumentException($"{nameof(NetworkColumns)} gives one name to two of Score ('{Score}'), PredictedLabel ('{PredictedLabel}') and Probability ('{Probability}').");
    }
}
