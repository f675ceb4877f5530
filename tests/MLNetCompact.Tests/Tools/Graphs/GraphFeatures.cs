using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>What a network may have, told from its nodes alone.</summary>
internal static class GraphFeatures
{
    public static IReadOnlyDictionary<string, Func<Network, bool>> All { get; } = new Dictionary<string, Func<Network, bool>>
    {
        ["unknown height and width"] = n => n.Inputs.Any(i => i.Shape!.Skip(2).Contains(Shape.Unknown)),
        ["unknown height and width, several inputs"] = n => n.Inputs.Count > 1 && n.Inputs[0].Shape!.Skip(2).Contains(Shape.Unknown),
        ["fixed batch"] = n => n.Inputs[0].Shape![0] == 1,
        ["several inputs"] = n => n.Inputs.Count > 1,
        ["several outputs"] = n => n.Outputs.Count > 1,
        ["output that is also read"] = n => n.Outputs.Any(o => n.ReadersOf(o.Name).Any()),
        ["output of maps"] = n => n.Outputs.Any(o => o.Shape!.Count == 4),
        ["features as input"] = n => n.Inputs.Any(i => i.Shape!.Count == 2),
        ["sequence as input"] = n => n.Inputs.Any(i => i.Shape!.Count == 3),
        ["opset below 10"] = n => n.Opset < 10,
        ["opset 10 to 12"] = n => n.Opset is >= 10 and <= 12,
        ["opset 13"] = n => n.Opset == 13,
        ["opset above 17"] = n => n.Opset > 17,

        ["1-D convolution"] = Has<Conv>((_, _, op) => op.Kernel.Count == 1),
        ["3-D convolution"] = Has<Conv>((_, _, op) => op.Kernel.Count == 3),
        ["dilated convolution"] = Has<Conv>((_, _, op) => op.Dilations.Any(d => d > 1)),
        ["strides that differ"] = Has<Conv>((_, _, op) => op.Strides.Distinct().Count() > 1),
        ["pads that differ"] = Has<Conv>((_, _, op) => op.Pads.Distinct().Count() > 1),
        ["SAME convolution"] = Has<Conv>((_, _, op) => op.AutoPad is AutoPad.SameLower or AutoPad.SameUpper),
        ["convolution without bias"] = Has<Conv>((_, node, _) => node.Input(2) is null),
        ["grouped convolution"] = Has<Conv>((n, node, op) => op.Group > 1 && Channels(n, node, 1) > 1),
        ["depthwise convolution"] = Has<Conv>((n, node, op) => op.Group > 1 && Channels(n, node, 1) == 1 && Channels(n, node, 0) == op.Group),
        ["depthwise convolution of several filters"] = Has<Conv>((n, node, op) => op.Group > 1 && Channels(n, node, 1) == 1 && Channels(n, node, 0) > op.Group),
        ["convolution of one channel"] = Has<Conv>((n, node, op) => op.Group == 1 && Channels(n, node, 1) == 1),
        ["convolution weight read twice"] = Has<Conv>((n, node, _) => n.ReadersOf(node.Inputs[1]).Count() > 1),
        ["convolution weight computed"] = Has<Conv>((n, node, _) => n.ProducerOf(node.Inputs[1]) is not null),
        ["bias computed"] = Has<Conv>((n, node, _) => node.Input(2) is { } bias && n.ProducerOf(bias) is not null),
        ["grouped transposed convolution"] = Has<ConvTranspose>((_, _, op) => op.Group > 1),
        ["dense weight read twice"] = Has<Gemm>((n, node, _) => n.ReadersOf(node.Inputs[1]).Count() > 1),
        ["dense weight computed"] = n => n.Nodes.Any(node => node.Operator is Gemm or MatMul && n.ProducerOf(node.Inputs[1])?.Operator is Transpose),
        ["dense layer that reads across"] = Has<Gemm>((_, _, op) => op.TransA),
        ["bias of one number"] = Has<Gemm>((n, node, _) => n.WeightOrNull(node.Input(2)) is { Count: 1 } && Channels(n, node, 0) > 1),
        ["bias without effect"] = Has<Gemm>((_, node, op) => op.Beta == 0 && node.Input(2) is not null),
        ["product of two computed values"] = Has<MatMul>((n, node, _) => n.ProducerOf(node.Inputs[0]) is not null && n.ProducerOf(node.Inputs[1]) is not null),

        ["BatchNormalization before the first convolution"] = Has<BatchNormalization>((n, node, _) => n.Inputs.Any(i => i.Name == node.Inputs[0])),
        ["BatchNormalization behind Concat"] = Has<BatchNormalization>((n, node, _) => n.ProducerOf(node.Inputs[0])?.Operator is Concat),
        ["BatchNormalization behind Add"] = Has<BatchNormalization>((n, node, _) => n.ProducerOf(node.Inputs[0])?.Operator is Add),
        ["BatchNormalization behind a bias"] = Has<BatchNormalization>((n, node, _) => n.ProducerOf(node.Inputs[0]) is { Operator: Conv } conv && conv.Input(2) is not null),
        ["BatchNormalization of features"] = Has<BatchNormalization>((n, node, _) => n.Shapes.GetValueOrDefault(node.Inputs[0]) is { Count: 2 }),
        ["scale of 0"] = Has<BatchNormalization>((n, node, _) => n.Weights[node.Inputs[1]].Values.Contains(0)),
        ["slope per channel"] = Has<PRelu>((n, node, _) => n.Weights[node.Inputs[1]].Count > 1),
        ["slope for all"] = Has<PRelu>((n, node, _) => n.Weights[node.Inputs[1]].Count == 1),
        ["LayerNormalization over channels"] = Has<LayerNormalization>((n, node, op) => n.Shapes.GetValueOrDefault(node.Inputs[0]) is { Count: 4 } shape && (op.Axis is 1 or -3 || n.Weights[node.Inputs[1]].Shape.Count == 1 && shape[2] != Shape.Unknown)),

        ["value added to itself, or to what is made of it"] = Has<Add>((n, node, _) => Computed(n, node) && node.Inputs.Any(i => n.ReadersOf(i).Count() > 1)),
        ["constant per channel added"] = Has<Add>((n, node, _) => Constant(n, node) is { Count: >= 3 } shape && shape.Count(d => d > 1) == 1 && shape[^1] == 1),
        ["constant per channel with a batch of 1"] = n => n.Nodes.Any(node => node.Operator is BroadcastOp && Constant(n, node) is { Count: 4 } shape && shape[0] == 1 && shape[1] > 1 && shape[2] == 1),
        ["scalar multiplied"] = Has<Mul>((n, node, _) => Constant(n, node) is { Count: 0 }),
        ["constant on the left"] = n => n.Nodes.Any(node => node.Operator is BroadcastOp && n.WeightOrNull(node.Inputs[0]) is not null),
        ["constant per pixel"] = n => n.Nodes.Any(node => node.Operator is BroadcastOp && Constant(n, node) is { Count: > 0 } shape && shape[^1] > 1 && n.Shapes.GetValueOrDefault(node.Output) is { Count: 4 }),
        ["gate per channel"] = Has<Mul>((n, node, _) => Computed(n, node) && node.Inputs.Any(i => n.Shapes.GetValueOrDefault(i) is { Count: 4 } s && s[1] > 1 && s[2] == 1) && node.Inputs.Any(i => n.Shapes.GetValueOrDefault(i) is { Count: 4 } s && s[2] != 1)),
        ["gate per pixel"] = Has<Mul>((n, node, _) => Computed(n, node) && node.Inputs.Any(i => n.Shapes.GetValueOrDefault(i) is { Count: 4 } s && s[1] == 1) && n.Shapes.GetValueOrDefault(node.Output) is { } made && made[1] > 1),
        ["x * sigmoid(x)"] = Has<Mul>((n, node, _) => node.Inputs.Any(i => n.ProducerOf(i) is { Operator: Sigmoid } gate && node.Inputs.Contains(gate.Inputs[0]))),

        ["Concat of a value with itself"] = Has<Concat>((_, node, _) => node.Inputs.Distinct().Count() < node.Inputs.Count),
        ["Concat of a Concat"] = Has<Concat>((n, node, _) => node.Inputs.Any(i => n.ProducerOf(i)?.Operator is Concat)),
        ["Split of three"] = Has<Split>((_, node, _) => node.Outputs.Count > 2),
        ["part of a Split that nobody reads"] = Has<Split>((n, node, _) => node.Outputs.Any(o => !n.ReadersOf(o).Any() && n.Outputs.All(given => given.Name != o))),
        ["channels padded with zeros"] = Has<Pad>((n, node, op) => Pads(n, node, op) is { Length: 8 } pads && pads[1] + pads[5] > 0 && op.Mode == PadMode.Constant),
        ["channels cut by Pad"] = Has<Pad>((n, node, op) => Pads(n, node, op) is { Length: 8 } pads && (pads[1] < 0 || pads[5] < 0)),
        ["maps padded with zeros"] = Has<Pad>((n, node, op) => Pads(n, node, op) is { Length: 8 } pads && pads[2] + pads[3] > 0 && op.Mode == PadMode.Constant),
        ["maps padded by mirroring"] = Has<Pad>((_, _, op) => op.Mode == PadMode.Reflect),
        ["maps padded with their edge"] = Has<Pad>((_, _, op) => op.Mode == PadMode.Edge),
        ["every second pixel, then zero channels"] = Has<Pad>((n, node, _) => n.ProducerOf(node.Inputs[0])?.Operator is Slice),
        ["mean that counts padding"] = Has<AveragePool>((_, _, op) => op.CountIncludePad),
        ["pooling with ceil"] = n => n.Nodes.Any(node => node.Operator is Pooling { CeilMode: true }),
        ["pooling with SAME"] = n => n.Nodes.Any(node => node.Operator is Pooling { AutoPad: AutoPad.SameLower or AutoPad.SameUpper }),
        ["padded maximum"] = Has<MaxPool>((_, _, op) => op.Pads.Any(p => p > 0)),
        ["linear interpolation"] = Has<Resize>((_, _, op) => op.Mode == "linear"),
        ["DepthToSpace, channels first"] = Has<DepthToSpace>((_, _, op) => op.ChannelFirst),
        ["DepthToSpace, channels last"] = Has<DepthToSpace>((_, _, op) => !op.ChannelFirst),
        ["Flatten of maps"] = Has<Flatten>((n, node, _) => n.Shapes.GetValueOrDefault(node.Inputs[0]) is { Count: 4 } shape && shape[2] != 1),
        ["Flatten behind a Transpose"] = n => n.Nodes.Any(node => node.Operator is Flatten or Reshape && n.ProducerOf(node.Inputs[0])?.Operator is Transpose && n.Shapes.GetValueOrDefault(node.Output) is { Count: 2 }),
        ["Reshape to a computed shape"] = Has<Reshape>((n, node, _) => n.WeightOrNull(node.Inputs[1]) is null),
        ["Softmax inside"] = Has<Softmax>((n, node, _) => n.ReadersOf(node.Output).Any()),
        ["opaque operator inside"] = Has<OpaqueOp>((n, node, _) => n.ReadersOf(node.Output).Any() && n.ProducerOf(node.Inputs[0]) is not null),
        ["opaque operator of several inputs"] = Has<OpaqueOp>((_, node, _) => node.Inputs.Count > 1),
        ["shape that is not known"] = n => n.Nodes.Any(node => !n.Shapes.ContainsKey(node.Output)),
    };

    private static Func<Network, bool> Has<T>(Func<Network, Node, T, bool> holds) where T : Operator => network => network.Nodes.Any(node => node.Operator is T op && holds(network, node, op));

    /// <summary>A dimension of the weight of a node; 0 where it is computed.</summary>
    private static long Channels(Network network, Node node, int axis) => network.WeightOrNull(node.Inputs[1])?.Shape[axis] ?? 0;

    /// <summary>The shape of the constant among two inputs, or null.</summary>
    private static Shape? Constant(Network network, Node node) => (network.WeightOrNull(node.Inputs[1]) ?? network.WeightOrNull(node.Inputs[0]))?.Shape;

    private static bool Computed(Network network, Node node) => Constant(network, node) is null;

    private static long[]? Pads(Network network, Node node, Pad op) => op.Pads?.ToArray() ?? network.WeightOrNull(node.Input(1))?.Integers.ToArray();
}
