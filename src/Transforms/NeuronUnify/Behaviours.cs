using MathNet.Numerics.LinearAlgebra.Double;

namespace MLNetCompact;

/// <summary>Neuro-coding: how units behave, as mean products.</summary>
/// <param name="Means">The mean of each unit.</param>
/// <param name="Gram">The mean products, about the means or not.</param>
internal sealed record Behaviours(double[] Means, Func<bool, DenseMatrix> Gram)
{
    /// <summary>What units gave for rows of the data.</summary>
    public static Behaviours Of(Moments moments) => new(moments.InputMean(), moments.Gram);

    /// <summary>
    /// What the weights that make units tell of them, without data (Neuron Merging): for inputs that are independent and equally strong the products of their filters,
    /// bias included, behind a BatchNormalization as that makes them. Of units that point apart neither stands for the other behind a Relu.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="units">The units.</param>
    /// <param name="count">How many units there are with those that may not go, whose products are 0.</param>
    public static Behaviours Of(Network network, IReadOnlyList<ChannelGroup> units, int count)
    {
        var filters = units.Select(u => Filter(network, u)).ToArray();
        var gram = new DenseMatrix(count, count);
        for (var i = 0; i < filters.Length; i++)
        {
            for (var j = 0; j < filters.Length; j++)
                gram[i, j] = i == j ? filters[i].Sum(f => f * f) : Math.Max(0, filters[i].Zip(filters[j], (a, b) => a * b).Sum());
        }
        return new(new double[count], _ => gram);
    }

    private static List<double> Filter(Network network, ChannelGroup unit)
    {
        var numbers = new List<double>();
        foreach (var producer in unit.Producers)
        {
            var node = network.Nodes.First(n => n.Name == producer.Node);
            var (view, weight) = (LinearView.Of(node, network)!, network.Weights[node.Inputs[1]].Floats().ToArray());
            var (product, factor) = node.Operator.LinearFactors;
            var bias = node.Operator.BiasInput is { } input && network.WeightOrNull(node.Input(input)) is { } given && given.Type.IsFloating() ? factor * given.Floats()[given.Count == 1 ? 0 : producer.Index] : 0;
            var (scale, shift) = NormalizationScale.Affine(network, node) is { } affine ? (affine.Scales[producer.Index], affine.Shifts[producer.Index]) : (1, 0);
            view.Row(producer.Index, at => numbers.Add(scale * product * weight[at]));
            numbers.Add(scale * bias + shift);
        }
        return numbers;
    }
}
