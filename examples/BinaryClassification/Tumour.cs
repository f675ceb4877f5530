using Microsoft.ML.Data;

namespace BinaryClassification;

/// <summary>A line of the CSV file: 30 measures of cell nuclei, and what the tumour turned out to be.</summary>
public sealed class Tumour
{
    [LoadColumn(0, 29), VectorType(30)]
    public float[] Measures { get; set; } = [];

    /// <summary>Whether it is benign: 1 in the file, and 0 for malignant.</summary>
    [LoadColumn(30), ColumnName("Label")]
    public bool IsBenign { get; set; }
}

/// <summary>What comes back.</summary>
public sealed class Diagnosis
{
    [ColumnName("PredictedLabel")]
    public bool IsBenign { get; set; }

    public float Probability { get; set; }
}
