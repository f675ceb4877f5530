using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>Finds a place for what dead channels still add behind a convolution or dense layer, the cheapest that is exact.</summary>
internal sealed class ConstantPlaces(Network network, NetworkEdit edit, RemovalPlan plan)
{
    /// <summary>Carries the constants of the dead input channels of a node on.</summary>
    /// <param name="node">The convolution or dense layer.</param>
    /// <param name="view">How its weight is stored.</param>
    /// <param name="weight">Its weight.</param>
    /// <param name="rows">The rows that stay.</param>
    /// <returns>The weight; changed where one input channel carries all constants.</returns>
    public Weight Carry(Node node, LinearView view, Weight weight, int[] rows)
    {
        if (plan.Emitting(node) is not { Length: > 0 } emitting)
            return weight;
        var emitted = plan.Constants.Of(node.Inputs[0]);
        if (plan.CarrierOf(node) is { } carrier)
            return OntoCarrier(view, weight, emitted.PerPosition(view.InputAxis(emitted.Rank), values => values[0]), emitting, carrier, rows);
        var (product, _) = node.Operator.LinearFactors;
        var map = LinearConstants.Sum(network, node, view, weight, emitted, emitting, rows)!;
        map = map with { Zones = map.Zones.Each(v => product * v) };
        var axis = view.OutputAxis(map.Zones.Rank);
        if (!map.IsUniform(axis))
            BehindTheNode(node, map, axis, rows);
        else if (!IntoTheBias(node, view, map.Zones.Values) && !IntoWhatFollows(node, view, map.Zones.Values, axis))
            BehindTheNode(node, map, axis, rows);
        return weight;
    }

    /// <summary>The weights that read the carrier take over those of the others, in proportion to their constants. Rows that go stay as they are.</summary>
    private static Weight OntoCarrier(LinearView view, Weight weight, double[] constants, int[] emitting, int carrier, int[] rows)
    {
        var values = weight.Floats().ToArray();
        var sums = new double[view.Block];
        foreach (var row in rows)
        {
            Array.Clear(sums);
            foreach (var i in emitting)
            {
                var (at, share) = (view.At(row, i), constants[i] / constants[carrier]);
                for (var tap = 0; tap < sums.Length; tap++)
                    sums[tap] += share * values[at + tap];
            }
            var own = view.At(row, carrier);
            for (var tap = 0; tap < sums.Length; tap++)
                values[own + tap] += (float)sums[tap];
        }
        return weight.With(values);
    }

    /// <summary>A number per row goes into the node's own bias, or into the mean of the BatchNormalization that alone reads it.</summary>
    private bool IntoTheBias(Node node, LinearView view, ReadOnlySpan<double> sums)
    {
        if (edit[node.Name].Operator.BiasInput is not { } input)
            return false;
        var old = edit.Find(node.Name, input);
        if (old is null && SoleReader(node) is { Operator: BatchNormalization } norm && edit.Find(norm.Name, 3) is { } mean && mean.Count == view.Rows)
        {
            edit.Replace(norm.Name, 3, Plus(mean, sums, -1));
            return true;
        }
        var bias = new double[view.Rows];
        for (var row = 0; row < bias.Length; row++)
            bias[row] = (old is null ? 0 : old.Floats()[old.Count == 1 ? 0 : row]) + sums[row] / node.Operator.LinearFactors.Bias;
        var added = Weight.Of(old?.Name ?? $"{node.Name}.bias", edit.Find(node.Name, 1)!.Type, new Shape(view.Rows), (float[])[.. bias.Select(v => (float)v)]);
        edit.Replace(node.Name, input, added);
        return true;
    }

    /// <summary>Where there is no bias, an addition of one number per channel that alone reads the node takes it.</summary>
    private bool IntoWhatFollows(Node node, LinearView view, ReadOnlySpan<double> sums, int axis)
    {
        if (SoleReader(node) is not { Operator: Operators.Add } sum)
            return false;
        var input = sum.Inputs[0] == node.Output ? 1 : 0;
        if (ConstantOperand.Find(network, sum, input, axis) is not { } operand || operand.Node.Name != sum.Name
            || edit.Find(sum.Name, input) is not { } weight || weight.Count != view.Rows || weight.Shape[operand.Axis] != view.Rows)
            return false;
        edit.Replace(sum.Name, input, Plus(weight, sums, 1));
        return true;
    }

    /// <summary>An addition right behind the node: one number per zone, spread over the places by nodes that runtimes fold when they load.</summary>
    private void BehindTheNode(Node node, BorderMap map, int axis, int[] rows)
    {
        // An addition that an earlier removal left takes both.
        var (sum, input) = SoleReader(node) is { Operator: Operators.Add } add ? (add, add.Inputs[0] == node.Output ? 1 : 0) : (null, 0);
        var merges = sum is not null && plan.Constants.IsFixed(sum.Inputs[input])
            && ConstantOperand.Find(network, sum, input, axis) is { } operand && operand.Node.Name != sum.Name;
        if (merges)
        {
            var wide = Emission.Combine(plan.Constants.Of(sum!.Inputs[input]), map.Wide(), (l, r) => l + r);
            map = BorderMap.Of(wide, axis);
        }
        var value = edit.Spread(node.Name, map with { Zones = map.Zones.Take(axis, rows) }, network.Weights[node.Inputs[1]].Type);
        if (merges)
            edit.Rewire(sum!.Name, input, value);
        else
            edit.Follow(node.Name, $"{node.Name}.sum", new Add(), value);
    }

    /// <summary>The one node that reads what a node makes, if it does so once and the network does not give it.</summary>
    private Node? SoleReader(Node node) =>
        network.ReadersOf(node.Output).Take(2).ToArray() is [var reader] && reader.Inputs.Count(i => i == node.Output) == 1
            && network.Outputs.All(o => o.Name != node.Output) ? reader : null;

    private static Weight Plus(Weight weight, ReadOnlySpan<double> sums, double factor)
    {
        var values = weight.Floats().ToArray();
        for (var i = 0; i < values.Length; i++)
            values[i] += (float)(factor * sums[i]);
        return weight.With(values);
    }
}
