
namespace MLNetCompact.Tool;

/// <summary>What is told of a network. Dimensions that are not known are null.</summary>
/// <param name="File">The file.</param>
/// <param name="FileBytes">Its size.</param>
/// <param name="StoredBytes">The bytes of all weights in it.</param>
/// <param name="Opset">The version of ONNX's operators.</param>
/// <param name="Inputs">What the caller feeds.</param>
/// <param name="Outputs">What the caller gets.</param>
/// <param name="Layers">The nodes in order.</param>
/// <param name="Parameters">All trained numbers.</param>
/// <param name="Weights">Those that multiply.</param>
/// <param name="MultiplyAdds">Multiply-add operations for one row.</param>
/// <param name="OpenLayers">Layers that multiply but whose multiply-adds are not known, for the size of their maps is not.</param>
/// <param name="ChannelGroups">How many channel groups there are.</param>
/// <param name="RemovableGroups">How many of them can be removed.</param>
/// <param name="Groups">The groups, those of a kind together.</param>
public sealed record Inspection(string File, long FileBytes, long StoredBytes, int Opset, IReadOnlyList<ValueLine> Inputs, IReadOnlyList<ValueLine> Outputs, IReadOnlyList<LayerLine> Layers,
    long Parameters, long Weights, long MultiplyAdds, int OpenLayers, int ChannelGroups, int RemovableGroups, IReadOnlyList<GroupLine> Groups)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no ONNX model that can be read.</exception>
    /// <exception cref="InputSizeException">The sizes do not fit the network.</exception>
    public static Inspection Of(string file, IEnumerable<InputSize> sizes)
    {
        var network = sizes.Aggregate(Network.Load(file), (network, size) => size.ApplyTo(network));
        var (cost, groups) = (NetworkCost.Of(network), network.Groups());
        return new(file, new FileInfo(file).Length, network.Weights.Values.Sum(w => w.StoredBytes), network.Opset, [.. network.Inputs.Select(ValueLine.Of)], [.. network.Outputs.Select(ValueLine.Of)],
            [.. cost.Layers.Select(l => new LayerLine(l.Node, l.OpType, Dimensions(l.Output), l.Weights, l.Biases, l.MultiplyAdds, (double)l.MultiplyAdds / Math.Max(1, cost.MultiplyAdds)))],
            cost.Parameters, cost.Weights, cost.MultiplyAdds, cost.Layers.Count(IsOpen), groups.All.Count, groups.Removable.Count(),
            [.. groups.Kinds().Select(k => new GroupLine(k.Groups.Count, k.Channels, k.Path, k.Protection))]);
    }

    internal static long?[]? Dimensions(Shape? shape) => shape?.Select(d => d == Shape.Unknown ? (long?)null : d).ToArray();

    private static bool IsOpen(LayerCost layer) =>
        layer is { OpType: "Conv" or "ConvTranspose" or "Gemm" or "MatMul", MultiplyAdds: 0 } && (layer.Output is null || layer.Output.Skip(1).Contains(Shape.Unknown));
}

/// <summary>An input or output.</summary>
public sealed record ValueLine(string Name, string Type, IReadOnlyList<long?>? Shape)
{
    internal static ValueLine Of(NetworkValue value) => new(value.Name, value.Type.ToString(), Inspection.Dimensions(value.Shape));
}

/// <summary>One node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Operator">ONNX's name of what it computes.</param>
/// <param name="Output">The dimensions of its first output, or null where not even their number is known.</param>
/// <param name="Weights">Trained numbers that multiply.</param>
/// <param name="Biases">Trained numbers that are added only.</param>
/// <param name="MultiplyAdds">Multiply-add operations for one row.</param>
/// <param name="Share">Their share of the network's, from 0 to 1.</param>
public sealed record LayerLine(string Name, string Operator, IReadOnlyList<long?>? Output, long Weights, long Biases, long MultiplyAdds, double Share);

/// <summary>Channel groups of a kind.</summary>
/// <param name="Count">How many.</param>
/// <param name="Channels">The filters and neurons that make them.</param>
/// <param name="Nodes">The nodes they pass, in order.</param>
/// <param name="Protection">Why they cannot be removed, or null if they can.</param>
public sealed record GroupLine(int Count, string Channels, IReadOnlyList<string> Nodes, string? Protection);
