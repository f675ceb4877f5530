using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Which features a model relies on. The weight filter is for linear models only and does nothing to others.</summary>
public static class PermutationFeatureImportanceExtensions
{
    public static ImmutableArray<MulticlassClassificationMetricsStatistics> PermutationFeatureImportance<TModel>(this MulticlassClassificationCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer, IDataView data, string labelColumnName = "Label",
        bool useFeatureWeightFilter = false, int? numberOfExamplesToUse = null, int permutationCount = 1)
        where TModel : class =>
        FeaturePermutation.Importance(catalog.GetEnvironment(), predictionTransformer, data, scored => catalog.Evaluate(scored, labelColumnName),
            (before, after) => new MulticlassClassificationMetricsStatistics(before, after), numberOfExamplesToUse, permutationCount);

    public static ImmutableArray<RegressionMetricsStatistics> PermutationFeatureImportance<TModel>(this RegressionCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer, IDataView data, string labelColumnName = "Label",
        bool useFeatureWeightFilter = false, int? numberOfExamplesToUse = null, int permutationCount = 1)
        where TModel : class =>
        FeaturePermutation.Importance(catalog.GetEnvironment(), predictionTransformer, data, scored => catalog.Evaluate(scored, labelColumnName),
            (before, after) => new RegressionMetricsStatistics(before, after), numberOfExamplesToUse, permutationCount);

    public static ImmutableArray<BinaryClassificationMetricsStatistics> PermutationFeatureImportance<TModel>(this BinaryClassificationCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer, IDataView data, string labelColumnName = "Label",
        bool useFeatureWeightFilter = false, int? numberOfExamplesToUse = null, int permutationCount = 1)
        where TModel : class =>
        FeaturePermutation.Importance(catalog.GetEnvironment(), predictionTransformer, data, scored => catalog.EvaluateNonCalibrated(scored, labelColumnName),
            (before, after) => new BinaryClassificationMetricsStatistics(before, after), numberOfExamplesToUse, permutationCount);
}
