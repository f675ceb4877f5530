using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLNetCompact;

/// <summary>What the network gives for one row.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "ML.NET makes it.")]
internal sealed class RawScore
{
    [ColumnName(ScoringColumns.Raw)]
    public VBuffer<float> Raw { get; set; }
}

/// <summary>The number of the class with the largest score.</summary>
internal sealed class ClassIndex
{
    [ColumnName(ScoringColumns.Index)]
    public uint Index { get; set; }
}

/// <summary>The answer to a question of yes or no.</summary>
internal sealed class BinaryPrediction
{
    [ColumnName(ScoringColumns.Score)]
    public float Score { get; set; }

    [ColumnName(ScoringColumns.Probability)]
    public float Probability { get; set; }

    [ColumnName(ScoringColumns.PredictedLabel)]
    public bool PredictedLabel { get; set; }
}

/// <summary>A predicted number.</summary>
internal sealed class RegressionPrediction
{
    [ColumnName(ScoringColumns.Score)]
    public float Score { get; set; }
}

/// <summary>Finds the class with the largest score; the first of several.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class MulticlassMapping : CustomMappingFactory<RawScore, ClassIndex>
{
    public const string Contract = "MLNetCompact.Multiclass";

    public static void Map(RawScore input, ClassIndex output) => output.Index = (uint)LearningTasks.IndexOfLargest(input.Raw.GetValues());

    public override Action<RawScore, ClassIndex> GetMapping() => Map;
}

/// <summary>Turns the raw score into a probability and an answer.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class BinaryMapping : CustomMappingFactory<RawScore, BinaryPrediction>
{
    public const string Contract = "MLNetCompact.Binary";

    public static void Map(RawScore input, BinaryPrediction output)
    {
        output.Score = input.Raw.GetItemOrDefault(0);
        output.Probability = 1 / (1 + MathF.Exp(-output.Score));
        output.PredictedLabel = output.Score > 0;
    }

    public override Action<RawScore, BinaryPrediction> GetMapping() => Map;
}

/// <summary>Takes the one number out of its vector.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class RegressionMapping : CustomMappingFactory<RawScore, RegressionPrediction>
{
    public const string Contract = "MLNetCompact.Regression";

    public static void Map(RawScore input, RegressionPrediction output) => output.Score = input.Raw.GetItemOrDefault(0);

    public override Action<RawScore, RegressionPrediction> GetMapping() => Map;
}
