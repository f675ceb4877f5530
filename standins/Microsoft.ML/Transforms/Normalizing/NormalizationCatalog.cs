using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Estimators that bring numbers to a common scale.</summary>
public static class NormalizationCatalog
{
    private const long AllExamples = 1000000000;

    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        long maximumExampleCount = AllExamples, bool fixZero = true) =>
        catalog.NormalizeMinMax([new InputOutputColumnPair(outputColumnName, inputColumnName)], maximumExampleCount, fixZero);

    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = AllExamples, bool fixZero = true) =>
        new(catalog.GetEnvironment(), columns, maximumExampleCount, slot => SlotNormalizer.MinMax(slot, fixZero));

    public static NormalizingEstimator NormalizeMeanVariance(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        long maximumExampleCount = AllExamples, bool fixZero = true, bool useCdf = false) =>
        catalog.NormalizeMeanVariance([new InputOutputColumnPair(outputColumnName, inputColumnName)], maximumExampleCount, fixZero, useCdf);

    public static NormalizingEstimator NormalizeMeanVariance(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = AllExamples, bool fixZero = true, bool useCdf = false) =>
        new(catalog.GetEnvironment(), columns, maximumExampleCount, slot => SlotNormalizer.MeanVariance(slot, fixZero, useCdf));
}
