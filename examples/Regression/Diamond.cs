using Microsoft.ML.Data;

namespace Regression;

/// <summary>A line of the CSV file.</summary>
public sealed class Diamond
{
    [LoadColumn(0)]
    public float Carat { get; set; }

    [LoadColumn(1)]
    public string Cut { get; set; } = "";

    [LoadColumn(2)]
    public string Color { get; set; } = "";

    [LoadColumn(3)]
    public string Clarity { get; set; } = "";

    [LoadColumn(4)]
    public float Depth { get; set; }

    [LoadColumn(5)]
    public float Table { get; set; }

    [LoadColumn(6)]
    public float Price { get; set; }

    [LoadColumn(7)]
    public float Length { get; set; }

    [LoadColumn(8)]
    public float Width { get; set; }

    [LoadColumn(9)]
    public float Height { get; set; }
}

/// <summary>What is learned: the price in thousands of dollars. Networks learn best from labels that are not far from 1.</summary>
public sealed class Thousands
{
    public float Label { get; set; }
}

/// <summary>What a word of quality stands for.</summary>
public sealed class Grade
{
    public string Word { get; set; } = "";

    public float Number { get; set; }
}

/// <summary>What comes back.</summary>
public sealed class Estimate
{
    public float Score { get; set; }
}
