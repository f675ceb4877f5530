using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Runs a network with plain loops in double precision. It follows ONNX's text and shares no code with the operators.</summary>
internal static class ReferenceExecutor
{
    /// <summary>The network's outputs by name; with <paramref name="rounds"/> every value is rounded to a float.</summary>
    public static Dictionary<string, ReferenceTensor> Run(Network network, IReadOnlyDictionary<string, ReferenceTensor> inputs, bool rounds = false)
    {
        var values = RunAll(network, inputs, rounds);
        return network.Outputs.ToDictionary(o => o.Name, o => values[o.Name]);
    }

    /// <summary>Every value and weight by name.</summary>
    public static Dictionary<string, ReferenceTensor> RunAll(Network network, IReadOnlyDictionary<string, ReferenceTensor> inputs, bool rounds = false)
    {
        var values = new Dictionary<string, ReferenceTensor>(inputs);
        foreach (var weight in network.Weights.Values)
            values[weight.Name] = ReferenceTensor.Of(weight);
        foreach (var node in network.Nodes)
        {
            var made = Compute(node, [.. node.Inputs.Select(i => i.Length == 0 ? null : values[i])]);
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                if (node.Outputs[i].Length > 0)
                    values[node.Outputs[i]] = rounds ? made[i].Each(v => (float)v) : made[i];
            }
        }
        return values;
    }

    /// <summary>What a node makes of its inputs, null for one left out.</summary>
    public static ReferenceTensor[] Compute(Node node, ReferenceTensor?[] inputs)
    {
        var x = inputs[0]!;
        ReferenceTensor? Input(int i) => i < inputs.Length ? inputs[i] : null;
        return node.Operator switch
        {
            Split split => ReferenceSlicing.Split(split, x, Input(1), node.Outputs.Count),
            Dropout => [x, x.Each(_ => 1)],
            Concat concat => [ReferenceSlicing.Join(concat, inputs!)],
            OpaqueOp opaque => [ReferenceOpaque.Compute(opaque, inputs!)],
            _ => [ReferenceActivations.Function(node.Operator, Input(1), Input(2)) is { } apply ? x.Each(apply) : One(node.Operator, x, Input(1), Input(2), Input(3), Input(4))],
        };
    }

    private static ReferenceTensor One(Operator op, ReferenceTensor x, ReferenceTensor? second, ReferenceTensor? third, ReferenceTensor? fourth, ReferenceTensor? fifth) => op switch
    {
        Conv conv => ReferenceConvolution.Convolve(conv, x, second!, third),
        ConvTranspose conv => ReferenceConvolution.Transposed(conv, x, second!, third),
        Gemm gemm => ReferenceProducts.Multiply(gemm, x, second!, third),
        MatMul => ReferenceProducts.Multiply(x, second!),
        BatchNormalization norm => ReferenceNormalization.Batch(norm, x, second!, third!, fourth!, fifth!),
        InstanceNormalization norm => ReferenceNormalization.Instance(norm, x, second!, third!),
        LayerNormalization norm => ReferenceNormalization.Layer(norm, x, second!, third),
        Pooling pool => ReferencePooling.Pool(pool, x),
        GlobalAveragePool => ReferencePooling.Global(x, values => values.Average()),
        GlobalMaxPool => ReferencePooling.Global(x, values => values.Max()),
        GlobalLpPool pool => ReferencePooling.Global(x, values => Math.Pow(values.Sum(v => Math.Pow(Math.Abs(v), pool.P)), 1.0 / pool.P)),
        Resize resize => ReferenceResize.Scale(resize, x, second, third, fourth),
        Upsample upsample => ReferenceResize.Scale(upsample, x, second),
        PRelu => ReferenceBroadcast.Both(x, second!, (v, slope) => v < 0 ? slope * v : v),
        BroadcastOp => ReferenceBroadcast.Both(x, second!, ReferenceBroadcast.Function(op)),
        Expand => ReferenceBroadcast.Both(x, ReferenceTensor.Zeros([.. second!.Values.Select(d => (int)d)]), (v, _) => v),
        Slice slice => ReferenceSlicing.Slice(slice, x, second, third, fourth, fifth),
        Gather gather => ReferenceSlicing.Gather(gather, x, second!),
        Pad pad => ReferencePadding.Pad(pad, x, second, third, fourth),
        Reshape reshape => ReferenceLayout.Reshape(reshape, x, second!),
        Flatten flatten => x.As(x.Count(0, x.Axis(flatten.Axis)), x.Count(x.Axis(flatten.Axis), x.Rank)),
        Transpose transpose => ReferenceLayout.Transpose(x, transpose.Perm),
        Squeeze squeeze => ReferenceLayout.Squeeze(squeeze, x, second),
        Unsqueeze unsqueeze => ReferenceLayout.Unsqueeze(unsqueeze, x, second),
        DepthToSpace move => ReferenceLayout.DepthToSpace(x, move.BlockSize, move.ChannelFirst),
        SpaceToDepth move => ReferenceLayout.SpaceToDepth(x, move.BlockSize),
        ShapeOp shape => ReferenceLayout.Shape(shape, x),
        ReduceOp reduce => ReferenceReduction.Reduce(reduce, x, second),
        Softmax softmax => ReferenceReduction.Softmax(x, softmax.Axis, softmax.Flattens).Each(v => v),
        LogSoftmax softmax => ReferenceReduction.Softmax(x, softmax.Axis, softmax.Flattens).Each(Math.Log),
        _ => throw new NotSupportedException($"The reference executor does not know {op.OpType}."),
    };
}
