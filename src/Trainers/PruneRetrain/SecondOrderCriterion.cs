using MathNet.Numerics.LinearAlgebra;

namespace MLNetCompact;

/// <summary>
/// Optimal brain surgeon, layer by layer: how much a layer's own outputs change, as a share of their energy, when a weight goes and the others of its row make up
/// for it, w^2 / (H^-1)_ii, with H the Gram matrix of what the row reads. The weights that stay are those that change the outputs least: H_SS w' = H_S w.
/// </summary>
internal sealed class SecondOrderCriterion : IWeightCriterion
{
    /// <summary>Added to the diagonal of H as a share of its mean, so that inputs that never change have an inverse.</summary>
    private const double Damping = 1e-4;

    /// <summary>Rows that read more numbers are too long for a matrix of them; their layer is left to magnitudes.</summary>
    private const int MostInputs = 4608;

    /// <summary>At most so many of the training rows are looked at.</summary>
    private const int MostRows = 1024;

    private readonly Dictionary<string, Matrix<double>[]> _grams = new(StringComparer.Ordinal);
    private readonly MagnitudeCriterion _magnitude;

    public SecondOrderCriterion(Network network, IReadOnlyList<PrunableLayer> layers, RunContext run)
    {
        _magnitude = new(layers);
        using var products = new MatrixProducts();
        var moments = new LayerMoments(network, run.Training.Sample(MostRows, run.Seed), run.Seed, products, run.CancellationToken);
        foreach (var layer in layers)
        {
            if (Patches.Of(network, layer.Node) is not { } patches)
                run.Note($"{layer.Node}: what it reads cannot be measured; its weights count by magnitude");
            else if (patches.Width > MostInputs)
                run.Note($"{layer.Node}: each output reads {patches.Width} numbers, more than the {MostInputs} of which second-order pruning makes a matrix; its weights count by magnitude");
            else
                _grams[layer.Weight] = [.. moments.Of(network, [new(layer.Node, patches)])[0].Select(m => Damped(m.Gram(centred: false)))];
        }
    }

    public double[] Scores(PrunableLayer layer)
    {
        var scores = new double[layer.Values.Length];
        if (!_grams.TryGetValue(layer.Weight, out var grams))
        {
            // Squared standard deviations over the number of weights are a share of the energy of outputs of independent inputs.
            var sizes = _magnitude.Scores(layer);
            return Array.ConvertAll(sizes, s => s * s / sizes.Length);
        }
        var inverses = grams.Select(g => g.Cholesky().Solve(Matrix<double>.Build.DenseIdentity(g.RowCount)).Diagonal()).ToArray();
        var energy = 0.0;
        for (var row = 0; row < layer.View.Rows; row++)
        {
            var (places, block) = Row(layer, row);
            var weights = Vector<double>.Build.Dense(places.Length, i => layer.Values[places[i]]);
            energy += weights * (grams[block] * weights);
            for (var i = 0; i < places.Length; i++)
                scores[places[i]] = weights[i] * weights[i] / inverses[block][i];
        }
        return energy > 0 ? Array.ConvertAll(scores, s => s / energy) : scores;
    }

    public float[] Survivors(PrunableLayer layer, bool[] mask)
    {
        var values = layer.Masked(mask);
        if (!_grams.TryGetValue(layer.Weight, out var grams))
            return values;
        for (var row = 0; row < layer.View.Rows; row++)
        {
            var (places, block) = Row(layer, row);
            int[] stays = [.. Enumerable.Range(0, places.Length).Where(i => mask[places[i]])];
            if (stays.Length == 0 || places.All(p => mask[p] || layer.Values[p] == 0))
                continue;
            var all = Vector<double>.Build.Dense(places.Length, i => layer.Values[places[i]]);
            var wanted = grams[block] * all;
            var inner = Matrix<double>.Build.Dense(stays.Length, stays.Length, (i, j) => grams[block][stays[i], stays[j]]);
            var best = inner.Cholesky().Solve(Vector<double>.Build.Dense(stays.Length, i => wanted[stays[i]]));
            for (var i = 0; i < stays.Length; i++)
                values[places[stays[i]]] = (float)best[i];
        }
        return values;
    }

    /// <summary>Where the weights of a row are, and the number of its block.</summary>
    private static (int[] Places, int Block) Row(PrunableLayer layer, int row)
    {
        var places = new List<int>();
        layer.View.Row(row, places.Add);
        return ([.. places], row / (layer.View.Rows / layer.View.Group));
    }

    private static Matrix<double> Damped(Matrix<double> gram)
    {
        var mean = gram.Diagonal().Average();
        return gram + Matrix<double>.Build.DenseDiagonal(gram.RowCount, mean > 0 ? Damping * mean : 1);
    }
}
