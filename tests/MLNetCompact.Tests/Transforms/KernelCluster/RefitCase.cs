using MathNet.Numerics.LinearAlgebra.Double;
using MLNetCompact.Operators;

namespace MLNetCompact.Tests;

/// <summary>A layer that reads something else than it did originally, and what ONNX Runtime computes there.</summary>
internal sealed class RefitCase : IDisposable
{
    private readonly MatrixProducts _products = new();
    private readonly Network _original, _now;
    private readonly Rows _rows;
    private float[]? _without;

    /// <param name="kind">The kind of layer.</param>
    /// <param name="centred">Whether means do not count.</param>
    public RefitCase(string kind, bool centred = true)
    {
        (_original, IsCentred) = (Network(kind), centred);
        _rows = UnifyCases.Rows(_original, 50);
        Layer = KernelLayer.Of(_original, 4, _ => { }).Single(l => l.Node.Name == (kind is "dense" or "transposed dense" ? "dense1" : "conv2"));
        // The layer before changes a little.
        var random = new Random(9);
        float[] changed = [.. _original.Weights["conv1.weight"].Values.ToArray().Select(v => v + 0.2f * (random.NextSingle() - 0.5f))];
        _now = _original.WithWeights([_original.Weights["conv1.weight"].With(changed), .. Layer.Node.Input(2) is { } bias ? [_original.Weights[bias].With([.. Enumerable.Range(0, (int)_original.Weights[bias].Count).Select(i => 0.1f * i)])] : (Weight[])[]]);
        var (node, view) = (_now.Nodes.First(n => n.Name == Layer.Node.Name), LinearView.Of(Layer.Node, _now)!);
        Reader = LinearReader.Of(_now, node, [.. Enumerable.Range(0, view.Columns).Select(c => new[] { c })], new RowStrengths(_now))!;
        var moments = new LayerMoments(_original, _rows, 1, _products, default).Of(_now, [new MeasuredLayer(node, Patches.Of(_now, node)!, Layer.Node, [.. Enumerable.Range(0, view.Rows)])])[0];
        Target = new(Reader, moments, centred, _products);
        Outputs = PerRow(UnifyCases.Values(_original, Layer.Node.Output, _rows));
        Weights = Layer.Weight.Values.ToArray();
    }

    public bool IsCentred { get; }

    public KernelLayer Layer { get; }

    public LinearReader Reader { get; }

    public OriginalOutputs Target { get; }

    /// <summary>What each row of the layer made originally at all places of all rows of the data.</summary>
    public double[][] Outputs { get; }

    public float[] Weights { get; }

    /// <summary>The kernels in clusters of a quarter as many.</summary>
    public KernelClusters Clusters(bool scaled, KernelSymmetry symmetry) => ClusterCases.Run(new(Weights, Layer.Taps), Math.Max(2, Layer.Count / 4), scaled, Layer.Forms(symmetry));

    /// <summary>What each row makes of the present inputs with those weights, without a bias.</summary>
    public double[][] Made(float[] weights)
    {
        var (with, without) = (Run(weights), _without ??= Run(new float[weights.Length]));
        return PerRow([.. with.Zip(without, (a, b) => a - b)]);
    }

    /// <summary>What comes out at the layer, bias and all.</summary>
    public double[][] WithBias(float[] weights, double[] bias)
    {
        var name = Layer.Node.Input(2)!;
        var network = _now.WithWeights([Layer.Weight.With(weights), _now.Weights[name].With([.. bias.Select(b => (float)b)])]);
        return PerRow(UnifyCases.Values(network, Layer.Node.Output, _rows));
    }

    /// <summary>The sum over rows of the mean square, each times how strongly it is read, from the mean where means do not count.</summary>
    public double Squares(double[][] values) => values.Select((own, o) => Math.Pow(Reader.Scales[o], 2) * Centred(own).Average(v => v * v)).Sum();

    public double[] Centred(double[] values) => IsCentred && values.Average() is var mean ? [.. values.Select(v => v - mean)] : values;

    /// <summary>What the weights are to make: without the bias, where that stays.</summary>
    public double[][] Wanted() => [.. Outputs.Select((own, o) => own.Select(u => u - (IsCentred ? 0 : Reader.Bias?[o] ?? 0)).ToArray())];

    /// <summary>What is left between the wanted outputs and those of weights.</summary>
    public double Loss(float[] weights) => Squares([.. Wanted().Zip(Made(weights), (u, made) => u.Zip(made, (a, b) => a - b).ToArray())]);

    /// <summary>The numbers that bring |A s - u|^2 + sum of e (s - s0)^2 down most, by QR.</summary>
    public static double[] LeastSquares(double[][] columns, double[] u, double[] damping, double[] given)
    {
        var (rows, n) = (u.Length, columns.Length);
        var a = DenseMatrix.Create(rows + n, n, (i, j) => i < rows ? columns[j][i] : i - rows == j ? Math.Sqrt(damping[j]) : 0);
        return [.. a.QR().Solve(new DenseVector([.. u, .. given.Select((g, j) => Math.Sqrt(damping[j]) * g)]))];
    }

    public void Dispose() => _products.Dispose();

    private float[] Run(float[] weights) => UnifyCases.Values(_now.WithWeights([Layer.Weight.With(weights)]), Layer.Node.Output, _rows);

    private double[][] PerRow(float[] values)
    {
        var rows = Reader.View.Rows;
        var places = values.Length / _rows.Count / rows;
        return [.. Enumerable.Range(0, rows).Select(o => Enumerable.Range(0, _rows.Count * places).Select(t => (double)values[(t / places * rows + o) * places + t % places]).ToArray())];
    }

    private static Network Network(string kind)
    {
        var begun = new NetworkBuilder([2, 7, 7], 3).Conv(4, 3).Relu();
        if (kind is "dense" or "transposed dense")
        {
            var dense = begun.MaxPool(2).Flatten().Dense(8).Build();
            var weight = dense.Weights["dense1.weight"];
            return kind == "dense" ? dense : dense.With(nodes: dense.Nodes.Select(n => n.Name == "dense1" ? n with { Operator = new Gemm { Alpha = 1.5f, Beta = 0.5f } } : n),
                weights: dense.Weights.Values.Select(w => w == weight ? Weight.Of(w.Name, new Shape(weight.Shape[1], weight.Shape[0]), weight.Values) : w));
        }
        if (kind != "transposed")
            return (kind switch
            {
                "strided" => begun.Conv(5, 3, stride: 2, pad: 1),
                "grouped" => begun.Conv(6, 3, pad: 1, group: 2),
                "normalized" => begun.Conv(5, 3, bias: false).BatchNormalization(),
                _ => begun.Conv(5, 3),
            }).Relu().Conv(3, 2).Build();
        var maps = begun.Conv(4, 2).Build();
        var random = new Random(4);
        float[] values = [.. Enumerable.Range(0, 4 * 6 * 4).Select(_ => random.NextSingle() - 0.5f)];
        return maps.With(nodes: maps.Nodes.Select(n => n.Name == "conv2" ? n with { Operator = new ConvTranspose { Kernel = [2, 2], Strides = [2, 2] } } : n),
            outputs: [maps.Outputs[0] with { Shape = null }],
            weights: maps.Weights.Values.Select(w => w.Name == "conv2.weight" ? Weight.Of(w.Name, new Shape(4, 6, 2, 2), values) : w.Name == "conv2.bias" ? Weight.Of(w.Name, new Shape(6), new float[6]) : w));
    }
}
