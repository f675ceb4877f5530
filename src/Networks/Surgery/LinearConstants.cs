using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>What constant input channels add to the outputs of a convolution or dense layer.</summary>
/// <remarks>
/// Where a window sticks out into padding, a constant other than 0 counts less; so outputs near a border get another number than those
/// within. Places of a dimension that see the same taps of the same numbers form a zone, and each zone is computed once.
/// </remarks>
internal static class LinearConstants
{
    /// <summary>The sum over <paramref name="columns"/> of weight times constant, per row and zone; null where it depends on sizes that are not known, or is too large to follow.</summary>
    /// <param name="network">The network.</param>
    /// <param name="node">The convolution or dense layer.</param>
    /// <param name="view">How its weight is stored.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="emitted">What the input holds in dead channels.</param>
    /// <param name="columns">The dead input channels that are not 0.</param>
    /// <param name="rows">The rows that are of interest; the others get 0.</param>
    public static BorderMap? Sum(Network network, Node node, LinearView view, Weight weight, Emission emitted, int[] columns, int[] rows)
    {
        var axis = view.InputAxis(emitted.Rank);
        if (view.ChannelsLast || weight.Shape.Count == 2)
            return Dense(view, weight, emitted, columns, rows, axis);
        if (Zones(network, node, emitted) is not { } zones)
            return null;
        int[] dims = [1, view.Rows, .. zones.Select(z => z.Kinds.Length)];
        if (dims.Aggregate(1L, (product, d) => product * d) > Emission.MostNumbers)
            return null;
        var sums = new double[dims.Aggregate(1, (product, d) => product * d)];
        var values = weight.Floats();
        var perRow = sums.Length / view.Rows;
        (int Zone, int Tap, int From)[] products = [.. Products(emitted, zones, view.Block, [.. weight.Shape.Skip(2).Select(k => (int)k)], perRow)];
        var step = emitted.Dims[axis] == 1 ? 0 : emitted.Dims.Skip(axis + 1).Aggregate(1, (product, d) => product * d);
        var emission = emitted.Values;
        foreach (var row in rows)
        {
            foreach (var column in columns)
            {
                if (view.At(row, column) is var at and >= 0)
                {
                    foreach (var (zone, tap, from) in products)
                        sums[row * perRow + zone] += values[at + tap] * emission[from + column * step];
                }
            }
        }
        return BorderMap.Of(new Emission(dims, sums), 1, [null, null, .. zones.Select(z => z.Places)]);
    }

    /// <summary>
    /// How many numbers a row needs for the constants it reads: one per zone. Null where that depends on sizes that are not known.
    /// </summary>
    public static long? NumbersPerRow(Network network, Node node, LinearView view, Weight weight, Emission emitted) =>
        view.ChannelsLast || weight.Shape.Count == 2 ? emitted.Values.Length / emitted.Dims[view.InputAxis(emitted.Rank)]
        : Zones(network, node, emitted)?.Aggregate(1L, (product, z) => product * z.Kinds.Length);

    /// <summary>For each dimension of the maps the zone of each place, and for each zone what its taps see.</summary>
    private static (int[] Places, int[][] Kinds)[]? Zones(Network network, Node node, Emission emitted)
    {
        if (network.Shapes.GetValueOrDefault(node.Inputs[0]) is not { } input || network.Shapes.GetValueOrDefault(node.Output) is not { } output
            || emitted.Rank != input.Count || ((LinearOp)node.Operator).Taps(input, output) is not { } taps || taps.Contains(null))
            return null;
        // Of a dimension without a size one place is told, which stands for all only if the constants do not vary.
        if (taps.Where((_, d) => emitted.Dims[d + 2] > 1 && input[d + 2] == Shape.Unknown).Any())
            return null;
        return [.. taps.Select((dim, d) => Zoned(dim!, emitted.Dims[d + 2] == 1 ? null : emitted.Alike(d + 2)))];
    }

    private static BorderMap? Dense(LinearView view, Weight weight, Emission emitted, int[] columns, int[] rows, int axis)
    {
        var values = weight.Floats();
        var others = emitted.Take(axis, [0]);
        var dims = emitted.Dims.ToArray();
        dims[axis] = view.Rows;
        if ((long)view.Rows * others.Values.Length > Emission.MostNumbers)
            return null;
        var sums = new double[view.Rows * others.Values.Length];
        // Dimensions other than the last do not mix, so the constants are so many lists of columns.
        var lists = emitted.Values.Length / emitted.Dims[axis];
        for (var list = 0; list < lists; list++)
        {
            foreach (var row in rows)
            {
                foreach (var column in columns)
                    sums[list * view.Rows + row] += values[view.At(row, column)] * emitted.Values[list * emitted.Dims[axis] + (emitted.Dims[axis] == 1 ? 0 : column)];
            }
        }
        return BorderMap.Of(new Emission(dims, sums), axis);
    }

    /// <summary>The products to add up for one column: the zone, the tap of the kernel, and where the constant stands for column 0.</summary>
    private static List<(int Zone, int Tap, int From)> Products(Emission emitted, (int[] Places, int[][] Kinds)[] zones, int block, int[] kernel, int perRow)
    {
        var steps = new int[emitted.Rank];
        for (int i = emitted.Rank - 1, step = 1; i >= 0; step *= emitted.Dims[i], i--)
            steps[i] = emitted.Dims[i] == 1 ? 0 : step;
        var products = new List<(int, int, int)>();
        var at = new Odometer(kernel);
        for (var tap = 0; tap < block; tap++, at.Next())
        {
            var zone = new Odometer([.. zones.Select(z => z.Kinds.Length)]);
            for (var z = 0; z < perRow; z++, zone.Next())
            {
                var (from, inside) = (0, true);
                for (var d = 0; d < zones.Length && inside; d++)
                {
                    var place = zones[d].Kinds[zone[d]][at[d]];
                    inside = place >= 0;
                    from += place * steps[d + 2];
                }
                if (inside)
                    products.Add((z, tap, from));
            }
        }
        return products;
    }

    /// <summary>Places that see the same are one kind: the zone of each place, and for each zone what its taps see.</summary>
    private static (int[] Places, int[][] Kinds) Zoned(int[,] taps, int[]? alike)
    {
        var kinds = new List<int[]>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var places = new int[taps.GetLength(0)];
        for (var place = 0; place < places.Length; place++)
        {
            var seen = new int[taps.GetLength(1)];
            for (var tap = 0; tap < seen.Length; tap++)
                seen[tap] = taps[place, tap] < 0 ? -1 : alike is null ? 0 : alike[taps[place, tap]];
            var key = string.Join(',', seen);
            if (!known.TryGetValue(key, out places[place]))
            {
                known[key] = places[place] = kinds.Count;
                kinds.Add(seen);
            }
        }
        return (places, [.. kinds]);
    }
}
