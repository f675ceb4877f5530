using MLNetCompact.Operators;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>The groups of one weight along one direction: its filters, its input channels, its neurons.</summary>
/// <param name="Kind">What a group is, in progress messages.</param>
/// <param name="Parameter">The weight's place among the network's parameters.</param>
/// <param name="Weights">The weight.</param>
/// <param name="Axis">The dimension along which the groups lie.</param>
/// <param name="Lambda">The weight of the penalty.</param>
internal sealed record WeightGroups(string Kind, int Parameter, Tensor Weights, int Axis, double Lambda)
{
    private readonly long[] _others = [.. Enumerable.Range(0, Weights.shape.Length).Where(d => d != Axis).Select(d => (long)d)];

    /// <summary>How many groups there are.</summary>
    public long Count => Weights.shape[Axis];

    /// <summary>The Euclidean norm of each group, of a shape that broadcasts over the weight.</summary>
    public Tensor Norms() => Weights.mul(Weights).sum(_others, true).sqrt_();

    /// <summary>The groups of a network whose channels can be removed, for each kind that has a lambda above 0.</summary>
    public static IReadOnlyList<WeightGroups> Of(Network network, TorchNetwork tensors, StructuredSparsityOptions options)
    {
        var channels = ChannelGroups.Of(network);
        var parameters = tensors.Parameters;
        var found = new List<WeightGroups>();
        foreach (var node in network.Nodes)
        {
            if (node.Operator is not (Conv { Group: 1 } or Gemm) || network.WeightOrNull(node.Input(1)) is not { } weight || tensors.Trained(weight.Name) is not { } tensor)
                continue;
            var view = LinearView.Of(node, weight)!;
            var (rows, columns) = node.Operator is Conv ? (options.FilterLambda, options.ChannelLambda) : (options.NeuronLambda, options.NeuronLambda);
            var (rowKind, columnKind) = node.Operator is Conv ? ("filters", "channels") : ("neurons", "neurons");
            Add(rowKind, view.RowAxis, rows, channels.Of(node.Output));
            // The features that a flattened map gives to a dense layer belong to filters, not to neurons.
            var read = channels.Of(node.Inputs[0]);
            if (read?.Distinct().Count() == read?.Count)
                Add(columnKind, view.ColumnAxis, columns, read);

            void Add(string kind, int axis, double lambda, IReadOnlyList<ChannelGroup>? groups)
            {
                if (lambda > 0 && groups is not null && groups.All(g => g.IsRemovable))
                    found.Add(new(kind, Enumerable.Range(0, parameters.Count).First(i => ReferenceEquals(parameters[i], tensor)), tensor, axis, lambda));
            }
        }
        return found;
    }
}
