using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Small networks with weights that can be computed with by hand.</summary>
internal static class Samples
{
    /// <summary>Weights 1, 2, 3, ... in rows.</summary>
    public static Weight Counting(string name, params long[] dims)
    {
        var shape = new Shape(dims);
        return Weight.Of(name, shape, [.. Enumerable.Range(1, (int)shape.Elements).Select(i => (float)i)]);
    }

    /// <summary>
    /// x [N, 3] -> "first" -> "act" -> "second" -> y, all of 3 neurons: weights "w1" and "w2" (or both "w1") and bias "b1" of "first" count from 1; "second" has no bias.
    /// </summary>
    public static Network Dense(Gemm first, Gemm second, bool shared = false, Operator? activation = null)
    {
        var shape = new Shape(Shape.Unknown, 3);
        return new Network([new("x", ElementType.Float, shape)],
            [
                new("first", first, ["x", "w1", "b1"], ["first.out"]),
                new("act", activation ?? new Identity(), ["first.out"], ["act.out"]),
                new("second", second, ["act.out", shared ? "w1" : "w2"], ["y"]),
            ],
            [new("y", ElementType.Float, shape)],
            shared ? [Counting("w1", 3, 3), Counting("b1", 3)] : [Counting("w1", 3, 3), Counting("b1", 3), Counting("w2", 3, 3)]);
    }

    /// <summary>The group of that channel.</summary>
    public static ChannelGroup Group(Network network, string node, int index) =>
        ChannelGroups.Of(network).All.Single(g => g.Producers.Contains(new Channel(node, index)));

    /// <summary>The network with some values of a weight set.</summary>
    public static Network Set(this Network network, string weight, Func<int, float, float> change) =>
        network.WithWeights([network.Weights[weight].With([.. network.Weights[weight].Values.ToArray().Select((v, i) => change(i, v))])]);

    public static float[] Values(this Network network, string weight) => network.Weights[weight].Values.ToArray();
}
