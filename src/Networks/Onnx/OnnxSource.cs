using MLNetCompact.Operators;

namespace MLNetCompact.Onnx;

/// <summary>
/// What the file of a network said beyond what a <see cref="Network"/> holds: who made it, remarks, names of open dimensions, orders, and
/// what is not known here. It goes along through every change and is written again where it still fits.
/// </summary>
/// <param name="Model">The model without nodes, weights, inputs and outputs.</param>
/// <param name="Weights">The names of the weights in the file's order.</param>
/// <param name="Remarks">What the file said of weights beside their numbers, by name.</param>
/// <param name="Unchanged">Whether the network is still as it was read, so that what is claimed of its values still holds.</param>
internal sealed record OnnxSource(ModelProto Model, IReadOnlyList<string> Weights, IReadOnlyDictionary<string, TensorProto> Remarks, bool Unchanged = true);

/// <summary>A node as a file had it, for as long as its operator stays the one that was read.</summary>
/// <param name="Operator">The operator that was read.</param>
/// <param name="Proto">The node without name, inputs and outputs.</param>
internal sealed record NodeSource(Operator Operator, NodeProto Proto);
