using System.Text.Json.Serialization;

namespace MLNetCompact;

/// <summary>What one step of a fit did.</summary>
/// <param name="Step">The step.</param>
/// <param name="Options">The options it ran with, or null if it has none.</param>
/// <param name="Notes">What its reader has to know, such as what was refused and why.</param>
/// <param name="Epochs">The epochs of its trainings in order; empty where it does not train.</param>
/// <param name="Before">The network before it.</param>
/// <param name="After">The network after it.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Figures">Curves that it measured; null without any, and in saved models.</param>
public sealed record StepReport(string Step, object? Options, IReadOnlyList<string> Notes, IReadOnlyList<TrainingProgress> Epochs, NetworkState Before, NetworkState After,
    double Seconds, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ReportFigure>? Figures = null);

/// <summary>A network in figures.</summary>
/// <param name="Cost">Its cost, per layer and in total.</param>
/// <param name="StoredBytes">The size of its ONNX file in bytes.</param>
/// <param name="Validation">The metric on the held-back rows, or null without any.</param>
/// <param name="NonZeroWeights">The weights of convolutions and dense layers, without biases, that are not 0.</param>
public sealed record NetworkState(NetworkCost Cost, long StoredBytes, double? Validation, long NonZeroWeights);
