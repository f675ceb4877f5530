using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact;

/// <summary>
/// Builds, from ML.NET's own transformers, the chain that scores a network and that a saved model holds:
/// features, ONNX Runtime, the answer of the task, the user's column names. Needs public API only to save and load.
/// </summary>
internal static class ScoringChain
{
    /// <param name="onnxPath">The file of <see cref="ScoringNetwork.Make"/>; it has to stay until the chain is disposed.</param>
    /// <param name="features">Numbers of one row.</param>
    /// <param name="label">The label that was learned.</param>
    /// <param name="columns">The user's column names.</param>
    /// <param name="outputs">What the network gives.</param>
    public static TransformerChain<ITransformer> Build(string onnxPath, int features, LabelColumn label, NetworkColumns columns, IEnumerable<string> outputs)
    {
        // Its own context: with a GPU chosen on the user's, a scoring session without one would fail.
        var ml = new MLContext();
        var definition = SchemaDefinition.Create(typeof(FeatureRow));
        var column = definition[nameof(FeatureRow.Features)];
        (column.ColumnName, column.ColumnType) = (columns.Features, new VectorDataViewType(NumberDataViewType.Single, features));
        var empty = ml.Data.LoadFromEnumerable(Array.Empty<FeatureRow>(), definition);

        var chain = new EstimatorChain<ITransformer>()
            .Append(ml.Transforms.CopyColumns(ScoringColumns.Features, columns.Features))
            .Append(ml.Transforms.ApplyOnnxModel(label.Task == LearningTask.None ? [.. outputs] : [ScoringColumns.Raw], [ScoringColumns.Features], onnxPath));
        return Chain(ml, chain, label, columns).Fit(empty);
    }

    private static EstimatorChain<ITransformer> Chain<T>(MLContext ml, EstimatorChain<T> start, LabelColumn label, NetworkColumns columns) where T : class, ITransformer => label.Task switch
    {
        LearningTask.MulticlassClassification => Multiclass(ml, start, label.Values ?? KeyValues.Numbers(label.Classes), columns),
        LearningTask.BinaryClassification => start
            .Append(ml.Transforms.CustomMapping<RawScore, BinaryPrediction>(BinaryMapping.Map, BinaryMapping.Contract))
            .Append(ml.Transforms.CopyColumns(columns.PredictedLabel, ScoringColumns.PredictedLabel))
            .Append(ml.Transforms.CopyColumns(columns.Score, ScoringColumns.Score))
            .Append(ml.Transforms.CopyColumns(columns.Probability, ScoringColumns.Probability))
            .Append<ITransformer>(ml.Transforms.DropColumns(ScoringColumns.Features, ScoringColumns.Raw, ScoringColumns.PredictedLabel, ScoringColumns.Score, ScoringColumns.Probability)),
        LearningTask.None => start.Append<ITransformer>(ml.Transforms.DropColumns(ScoringColumns.Features)),
        _ => start
            .Append(ml.Transforms.CustomMapping<RawScore, RegressionPrediction>(RegressionMapping.Map, RegressionMapping.Contract))
            .Append(ml.Transforms.CopyColumns(columns.Score, ScoringColumns.Score))
            .Append<ITransformer>(ml.Transforms.DropColumns(ScoringColumns.Features, ScoringColumns.Raw, ScoringColumns.Score)),
    };

    private static EstimatorChain<ITransformer> Multiclass<T>(MLContext ml, EstimatorChain<T> start, KeyValues values, NetworkColumns columns) where T : class, ITransformer
    {
        var lookup = values.ToLookup(ml);
        return start
            .Append(ml.Transforms.CustomMapping<RawScore, ClassIndex>(MulticlassMapping.Map, MulticlassMapping.Contract))
            .Append(ml.Transforms.Conversion.MapValue(ScoringColumns.Value, lookup, lookup.Schema["Index"], lookup.Schema["Value"], ScoringColumns.Index))
            .Append(ml.Transforms.Conversion.MapValueToKey(columns.PredictedLabel, ScoringColumns.Value, keyData: values.ToKeyData(ml)))
            .Append(ml.Transforms.CopyColumns(columns.Score, ScoringColumns.Raw))
            .Append<ITransformer>(ml.Transforms.DropColumns(ScoringColumns.Features, ScoringColumns.Raw, ScoringColumns.Index, ScoringColumns.Value));
    }

    private sealed class FeatureRow
    {
        public float[] Features { get; set; } = [];
    }
}
