using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>How a random node of an operator is made, and the opsets that have it.</summary>
internal sealed record OperatorForm(Func<GraphDraft, GraphValue> Make, int First = 7, int Last = 21);

/// <summary>Every operator in random forms, each on an input of its own.</summary>
internal static partial class OperatorForms
{
    private static readonly Dictionary<Type, OperatorForm> s_all = new(
    [
        On<Relu>(m => m.Relu(Any(m))), On<Sigmoid>(m => m.Sigmoid(Any(m))), On<Tanh>(Plain(new Tanh())), On<Identity>(Plain(new Identity())),
        On<LeakyRelu>(m => m.Add(new LeakyRelu { Alpha = m.Any(0.01f, 0.3f) }, Any(m))), On<Elu>(m => m.Add(new Elu { Alpha = m.Any(1, 0.4f) }, Any(m))),
        On<Selu>(m => m.Add(m.Once(2) ? new Selu() : new Selu { Alpha = 0.7f, Gamma = 1.4f }, Any(m))), On<Celu>(m => m.Add(new Celu { Alpha = m.Any(1, 0.4f) }, Any(m)), 12),
        On<ThresholdedRelu>(m => m.Add(new ThresholdedRelu { Alpha = m.Any(1, 0.20019531f) }, Any(m)), 10), On<HardSwish>(m => m.Add(new HardSwish(), Wide(m)), 14),
        On<HardSigmoid>(m => m.Add(m.Once(2) ? new HardSigmoid() : new HardSigmoid { Alpha = 1 / 6f, Beta = 0.4f }, Wide(m))),
        On<Softplus>(m => m.Add(new Softplus(), Wide(m))), On<Softsign>(m => m.Add(new Softsign(), Wide(m))), On<Mish>(m => m.Add(new Mish(), Wide(m)), 18),
        On<Gelu>(m => m.Add(new Gelu { Approximate = m.Once(2) }, Wide(m)), 20), On<Erf>(m => m.Add(new Erf(), Wide(m)), 9), On<Exp>(Plain(new Exp())),
        On<Log>(m => m.Add(new Log(), m.Add(new Exp(), Any(m)))), On<Abs>(Plain(new Abs())), On<Neg>(Plain(new Neg())), On<Sqrt>(m => m.Add(new Sqrt(), m.Add(new Exp(), Any(m)))),
        On<Reciprocal>(m => m.Add(new Reciprocal(), m.Add(new Exp(), Any(m)))), On<Floor>(m => m.Add(new Floor(), Wide(m))), On<Ceil>(m => m.Add(new Ceil(), Wide(m))),
        On<Sin>(m => m.Add(new Sin(), Wide(m))), On<Cos>(m => m.Add(new Cos(), Wide(m))), On<Clip>(m => m.Clip(Any(m), m.Any<float?>(null, -0.5f, 0), m.Any<float?>(null, 0.75f))),
        On<Dropout>(m => m.Dropout(Any(m))), On<Cast>(m => m.Add(new Cast { To = m.Any(ElementType.Float, ElementType.Int64, ElementType.Double, ElementType.Bool, ElementType.Int32) }, Wide(m)), 9),

        On<Conv>(Convolved), On<ConvTranspose>(Transposed), On<Gemm>(Dense), On<MatMul>(Product), On<PRelu>(Slopes),
        On<BatchNormalization>(m => m.BatchNorm(m.Once(4) ? Rows(m) : Maps(m))), On<InstanceNormalization>(m => m.InstanceNorm(Maps(m))),
        On<LayerNormalization>(m => m.LayerNorm(m.Once(3) ? Rows(m) : Maps(m), m.Next(1, 1), m.Once(2)), 17),

        On<MaxPool>(m => Pooled(m, kernel => new MaxPool { Kernel = kernel }, ceilFrom: 10, dilatedFrom: 10)),
        On<AveragePool>(m => Pooled(m, kernel => new AveragePool { Kernel = kernel, CountIncludePad = m.Once(2) }, ceilFrom: 10, dilatedFrom: 19)),
        On<LpPool>(m => Pooled(m, kernel => new LpPool { Kernel = kernel, P = m.Next(1, 3) }, ceilFrom: 99, dilatedFrom: 18)),
        On<GlobalAveragePool>(m => m.GlobalAverage(Maps(m))), On<GlobalMaxPool>(m => m.Add(new GlobalMaxPool(), Maps(m))),
        On<GlobalLpPool>(m => m.Add(new GlobalLpPool { P = m.Next(1, 3) }, Maps(m))), On<Resize>(Resized, 10), On<Upsample>(Upsampled, last: 9),

        On<Add>(m => Broadcast(m, new Add())), On<Sub>(m => Broadcast(m, new Sub())), On<Mul>(m => Broadcast(m, new Mul())), On<Max>(m => Broadcast(m, new Max()), 8),
        On<Min>(m => Broadcast(m, new Min()), 8), On<Div>(m => Broadcast(m, new Div(), 0.5, 2)), On<Pow>(m => m.Add(new Pow(), m.Add(new Exp(), Any(m)), m.Number("p", m.Any(2, 0.5, -1)))),

        On<Concat>(Joined), On<Split>(Parted), On<Slice>(Sliced), On<Gather>(Gathered), On<Expand>(Expanded, 8), On<Pad>(Padded), On<Reshape>(Reshaped),
        On<Flatten>(m => Any(m) is var x && m.Opset >= 11 ? m.Add(new Flatten { Axis = m.Next(-x.Rank, x.Rank - 1) }, x) : m.Add(new Flatten { Axis = m.Next(0, x.Rank - 1) }, x)),
        On<Transpose>(m => Any(m) is var x && m.Once(5) ? m.Add(new Transpose(), x) : m.Transpose(x, Shuffled(m, x.Rank))), On<Squeeze>(Squeezed), On<Unsqueeze>(Unsqueezed),
        On<DepthToSpace>(m => m.Add(new DepthToSpace { BlockSize = 2, ChannelFirst = m.Opset >= 11 && m.Once(2) }, m.Input("x", [4 * m.Next(1, 3), m.Next(1, 4), m.Next(1, 4)]))),
        On<SpaceToDepth>(m => m.Add(new SpaceToDepth { BlockSize = 2 }, m.Input("x", [m.Next(1, 3), 2 * m.Next(1, 3), 2 * m.Next(1, 3)]))),
        On<ReduceMean>(m => Reduced(m, new ReduceMean())), On<ReduceSum>(m => Reduced(m, new ReduceSum())), On<ReduceMax>(m => Reduced(m, new ReduceMax())),
        On<Softmax>(m => Any(m) is var x ? m.Softmax(x, m.Next(1, x.Rank - 1)) : x),
        On<LogSoftmax>(m => Any(m) is var x ? m.Add(new LogSoftmax { Axis = m.Axis(m.Next(1, x.Rank - 1), x.Rank), Flattens = m.Opset < 13 }, x) : x),
        On<ShapeOp>(m => m.Add(m.Opset < 15 ? new ShapeOp() : new ShapeOp { Start = m.Next(-2, 1), End = m.Any<int?>(null, 2, -1) }, Any(m))),
    ]);

    /// <summary>By the operator's type.</summary>
    public static IReadOnlyDictionary<Type, OperatorForm> All => s_all;

    private static KeyValuePair<Type, OperatorForm> On<T>(Func<GraphDraft, GraphValue> make, int first = 7, int last = 21) where T : Operator => new(typeof(T), new(make, first, last));

    private static Func<GraphDraft, GraphValue> Plain(Operator op) => m => m.Add(op, Any(m));

    /// <summary>Maps of one to three dimensions.</summary>
    private static GraphValue Maps(GraphDraft m, int least = 2) => m.Input("x", [m.Next(1, 5), .. Enumerable.Range(0, m.Any(1, 2, 2, 2, 3)).Select(_ => m.Next(least, 7))]);

    private static GraphValue Rows(GraphDraft m) => m.Input("x", [m.Next(1, 7)]);

    private static GraphValue Any(GraphDraft m) => m.Once(3) ? Rows(m) : Maps(m);

    /// <summary>Values from -5 to 5.</summary>
    private static GraphValue Wide(GraphDraft m) => m.Times(Any(m), m.Number("wide", 5));

    private static int[] Shuffled(GraphDraft m, int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        m.Random.Shuffle(order);
        return order;
    }
}
