using MathNet.Numerics.LinearAlgebra;
using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>The mean products of the numbers that the rows of a layer read, over training rows and places of the map: X^T X / n for each block.</summary>
internal static class InputGram
{
    /// <summary>At least so many samples, and so many for each number that is read; at most that many of the training rows.</summary>
    private const int FewestSamples = 4096, SamplesPerInput = 4, MostRows = 1024;

    /// <summary>Samples that are multiplied at once.</summary>
    private const int Chunk = 512;

    /// <summary>How many numbers a row of a layer reads.</summary>
    public static int Width(PrunableLayer layer) => layer.View.Columns / layer.View.Group * layer.View.Block;

    /// <summary>The matrices of a layer's blocks, in the order in which <see cref="LinearView.Row"/> visits weights; null where the layer's maps have no known size.</summary>
    public static Matrix<double>[]? Of(Network network, PrunableLayer layer, RunContext run)
    {
        var name = layer.Node.Inputs[0];
        if (layer.Node.Operator is not LinearOp linear || network.Shapes.GetValueOrDefault(name) is not { } shape || shape.Skip(1).Contains(Shape.Unknown)
            || network.Shapes.GetValueOrDefault(layer.Node.Output) is not { } made)
            return null;
        if (Patches.Of(layer, linear, shape, made) is not { } patches)
            return null;
        var rows = run.Training.Sample(MostRows, run.Seed);
        var (width, random) = (Width(layer), new Random(run.Seed));
        var each = Math.Clamp((int)Math.Ceiling(Math.Max(FewestSamples, (double)SamplesPerInput * width) / rows.Count), 1, patches.Places);
        var grams = Enumerable.Range(0, layer.View.Group).Select(_ => new Gram(width)).ToArray();
        var sample = new float[width];
        Values(network, name, rows, (_, values) =>
        {
            for (var i = 0; i < each; i++)
            {
                var place = each == patches.Places ? i : random.Next(patches.Places);
                for (var block = 0; block < grams.Length; block++)
                {
                    patches.Copy(values, block, place, sample);
                    grams[block].Add(sample);
                }
            }
        }, run.CancellationToken);
        return [.. grams.Select(g => g.Mean())];
    }

    /// <summary>Calls <paramref name="visit"/> with each row's number and the value <paramref name="name"/> of the network for it.</summary>
    private static void Values(Network network, string name, Rows rows, Action<int, ReadOnlySpan<float>> visit, CancellationToken cancel)
    {
        if (name == network.Inputs[0].Name)
        {
            for (var i = 0; i < rows.Count; i++)
                visit(i, rows.Features(i));
            return;
        }
        var needed = network.Nodes.TakeWhile(n => !n.Outputs.Contains(name)).Append(network.ProducerOf(name)!);
        using var scorer = new OnnxScorer(network.With(nodes: needed, outputs: [new NetworkValue(name, ElementType.Float, network.Shapes[name])]));
        scorer.Run(rows, visit, cancel);
    }

    /// <summary>A sum of products that gathers samples first.</summary>
    private sealed class Gram(int width)
    {
        private readonly Matrix<float> _chunk = Matrix<float>.Build.Dense(Chunk, width);
        private readonly Matrix<double> _sum = Matrix<double>.Build.Dense(width, width);
        private int _filled, _count;

        public void Add(float[] sample)
        {
            _chunk.SetRow(_filled++, sample);
            if (_filled == Chunk)
                Flush();
        }

        public Matrix<double> Mean()
        {
            Flush();
            return _sum / Math.Max(1, _count);
        }

        private void Flush()
        {
            if (_filled == 0)
                return;
            var chunk = _chunk.SubMatrix(0, _filled, 0, _chunk.ColumnCount);
            _sum.Add(chunk.TransposeThisAndMultiply(chunk).ToDouble(), _sum);
            (_count, _filled) = (_count + _filled, 0);
        }
    }
}
