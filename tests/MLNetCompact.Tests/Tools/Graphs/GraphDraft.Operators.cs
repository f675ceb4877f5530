using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Operators without trained weights, in the form that the opset has.</summary>
internal sealed partial class GraphDraft
{
    public GraphValue Relu(GraphValue x) => Add(new Relu(), x);

    public GraphValue Sigmoid(GraphValue x) => Add(new Sigmoid(), x);

    public GraphValue Sum(GraphValue left, GraphValue right) => Add(new Add(), left, right);

    public GraphValue Times(GraphValue left, GraphValue right) => Add(new Mul(), left, right);

    public GraphValue GlobalAverage(GraphValue x) => Add(new GlobalAveragePool(), x);

    public GraphValue Flatten(GraphValue x) => Add(new Flatten(), x);

    public GraphValue Softmax(GraphValue x, int axis) => Add(new Softmax { Axis = Axis(axis, x.Rank), Flattens = opset < 13 }, x);

    public GraphValue MaxPool(GraphValue x, int kernel, int stride, int pad = 0) =>
        Add(new MaxPool { Kernel = Same(x.Rank - 2, kernel), Strides = Same(x.Rank - 2, stride), Pads = Same(2 * (x.Rank - 2), pad) }, x);

    public GraphValue AveragePool(GraphValue x, int kernel, int stride, int pad = 0, bool counted = false) => Add(new AveragePool
    {
        Kernel = Same(x.Rank - 2, kernel), Strides = Same(x.Rank - 2, stride), Pads = Same(2 * (x.Rank - 2), pad), CountIncludePad = counted,
    }, x);

    public GraphValue Clip(GraphValue x, float? min, float? max) => opset < 11 ? Add(new Clip { Min = min, Max = max }, x)
        : Add(new Clip(), x, min is { } low ? Number("min", low) : null, max is { } high ? Number("max", high) : null);

    public GraphValue Dropout(GraphValue x) => opset < 12 ? Add(new Dropout { Ratio = 0.3f }, x) : Add(new Dropout(), x, Number("ratio", 0.3));

    public GraphValue Concat(int axis, params GraphValue[] parts) => Add(new Concat { Axis = Axis(axis, parts[0].Rank) }, parts);

    public GraphValue[] Split(GraphValue x, int axis, params int[] sizes)
    {
        long[] longs = [.. sizes.Select(s => (long)s)];
        var equal = sizes.Distinct().Count() == 1 && Once(2);
        if (opset < 13)
            return AddMany(new Split { Axis = Axis(axis, x.Rank), Sizes = equal ? null : longs }, sizes.Length, x);
        return equal ? AddMany(new Split { Axis = Axis(axis, x.Rank), NumOutputs = opset < 18 ? null : sizes.Length }, sizes.Length, x)
            : AddMany(new Split { Axis = Axis(axis, x.Rank) }, sizes.Length, x, Integers("split", longs));
    }

    /// <summary>A part of some dimensions; steps need opset 10.</summary>
    public GraphValue Slice(GraphValue x, long[] starts, long[] ends, long[] axes, long[]? steps = null) => opset < 10
        ? Add(new Slice { Starts = starts, Ends = ends, Axes = axes }, x)
        : Add(new Slice(), x, Integers("starts", starts), Integers("ends", ends), Integers("axes", axes), steps is null ? null : Integers("steps", steps));

    /// <summary>Channels from a first up to but without a last.</summary>
    public GraphValue Channels(GraphValue x, int from, int to) => Slice(x, [from], [to == x.Channels && Once(2) ? int.MaxValue : to], [1]);

    /// <summary>Every second pixel. Old files do it with a pooling.</summary>
    public GraphValue EverySecond(GraphValue x) => opset < 10 ? MaxPool(x, 1, 2)
        : Slice(x, [0, 0], [int.MaxValue, int.MaxValue], [2, 3], [2, 2]);

    public GraphValue Gather(GraphValue x, int axis, params int[] indices) =>
        Add(new Gather { Axis = Axis(axis, x.Rank) }, x, Integers("indices", indices.Select(i => (long)i)));

    /// <summary>Entries added before each dimension, then behind each.</summary>
    public GraphValue Pad(GraphValue x, long[] pads, PadMode mode = PadMode.Constant, float? value = null) => opset < 11
        ? Add(new Pad { Mode = mode, Pads = pads, Value = value }, x)
        : Add(new Pad { Mode = mode }, x, Integers("pads", pads), value is { } number ? Number("value", number) : null);

    /// <summary>Channels of zeros before and behind.</summary>
    public GraphValue PadChannels(GraphValue x, int before, int behind) => Pad(x, [0, before, 0, 0, 0, behind, 0, 0]);

    public GraphValue Reshape(GraphValue x, params long[] dims) => Add(new Reshape(), x, Integers("shape", dims));

    public GraphValue Transpose(GraphValue x, params int[] perm) => Add(new Transpose { Perm = perm }, x);

    public GraphValue Squeeze(GraphValue x, params long[] axes) => opset < 13 ? Add(new Squeeze { Axes = axes }, x) : Add(new Squeeze(), x, Integers("axes", axes));

    public GraphValue Unsqueeze(GraphValue x, params long[] axes) => opset < 13 ? Add(new Unsqueeze { Axes = axes }, x) : Add(new Unsqueeze(), x, Integers("axes", axes));

    /// <summary>A reduction; <paramref name="kind"/> says which and whether the dimensions stay.</summary>
    public GraphValue Reduce<T>(T kind, GraphValue x, params int[] axes) where T : ReduceOp
    {
        long[] longs = [.. axes.Select(a => (long)Axis(a, x.Rank))];
        return opset < (kind is ReduceSum ? 13 : 18) ? Add(kind with { Axes = longs }, x) : Add(kind, x, Integers("axes", longs));
    }

    /// <summary>Maps that grow by whole factors, by repetition.</summary>
    public GraphValue Enlarge(GraphValue x, int factor) => opset switch
    {
        < 9 => Add(new Upsample { Scales = [1, 1, factor, factor] }, x),
        9 => Add(new Upsample(), x, Scales(factor)),
        10 => Add(new Resize { Old = true, CoordinateTransformationMode = "asymmetric" }, x, Scales(factor)),
        _ => Add(new Resize { CoordinateTransformationMode = Any("asymmetric", "half_pixel"), NearestMode = Any("floor", "round_prefer_floor") }, x, Missing("roi"), Scales(factor)),
    };

    /// <summary>The dimension as ONNX tells it: from opset 11 on it may count from the end.</summary>
    public int Axis(int axis, int rank) => opset >= 11 && Once(4) ? axis - rank : axis;

    /// <summary>What stands for an input of Resize that is left out: until opset 12 a weight without numbers.</summary>
    public GraphValue? Missing(string suffix) => opset < 13 ? Constant(suffix, [0], _ => 0) : null;

    private GraphValue Scales(int factor) => Constant("scales", [4], i => i < 2 ? 1 : factor);
}
