namespace Scoring;

/// <summary>What this program found out, as JSON on its last line.</summary>
/// <param name="Rows">Test images scored.</param>
/// <param name="ZipAccuracy">Share of right answers of model.zip.</param>
/// <param name="Files">The ONNX files, in the order given.</param>
/// <param name="TrainingLibraries">Assemblies of a training library that this process loaded; there must be none.</param>
public sealed record Scores(int Rows, double ZipAccuracy, IReadOnlyList<FileScore> Files, IReadOnlyList<string> TrainingLibraries);

/// <summary>One ONNX file, scored through ML.NET's ApplyOnnxModel.</summary>
/// <param name="File">Its name.</param>
/// <param name="Accuracy">Share of right answers.</param>
/// <param name="MillisecondsPerImage">Median over the rounds, one image at a time.</param>
public sealed record FileScore(string File, double Accuracy, double MillisecondsPerImage);
