using System.Diagnostics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNetCompact.Benchmarks;

/// <summary>What group lasso adds to a training step: the same step of LeNet-5 with it and without, in turns in one run.</summary>
public sealed class LassoStep : IBenchmark
{
    private const int Batch = 64, Steps = 40, Rounds = 7;

    private static readonly (string Name, StructuredSparsityOptions Options)[] s_variants =
    [
        ("filters and channels (the default)", new()), ("filters and channels to a target", new() { NeuronLambda = 1e-3, Target = new(MultiplyAdds: 0.3) }),
        ("filters, channels and shapes", new() { ShapeLambda = 1e-3 }), ("the paper's subgradient solver", new() { Solver = GroupLassoSolver.Subgradient }),
    ];

    public string Name => "lasso-step";

    public string Description => $"A LeNet-5 step of {Batch} images with group lasso and without, one thread; medians of {Rounds} rounds of {Steps} steps in turns.";

    public Measurement Run(CancellationToken cancel)
    {
        set_num_threads(1);
        using var network = new TorchNetwork(Networks.LeNet5(), CPU);
        using var optimizer = Optimizer.Create(new TrainingOptions(), network.Parameters);
        var random = new Random(0);
        long[] labels = [.. Enumerable.Range(0, Batch).Select(_ => (long)random.Next(10))];
        var rows = new Rows([.. labels.Select(_ => Enumerable.Range(0, 784).Select(_ => random.NextSingle()).ToArray())], [.. labels.Select(l => (float)l)]);
        var lassos = s_variants.Select(v => StructuredSparsityTrainer.Lasso(Networks.LeNet5(), network, optimizer, v.Options, Steps)).ToArray();
        var times = Enumerable.Range(0, lassos.Length + 1).Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            for (var i = 0; i <= lassos.Length; i++)
            {
                var time = Time(network, optimizer, i == 0 ? null : lassos[i - 1], rows, labels);
                if (round >= 0)
                    times[i].Add(time);
            }
        }
        foreach (var lasso in lassos)
            lasso.Dispose();
        var ratios = times.Select(t => t.Zip(times[0], (own, plain) => own / plain).Order().ElementAt(Rounds / 2)).ToArray();
        return new Measurement([0], [.. times.Select((t, i) => new Dictionary<string, object>
            {
                ["step"] = i == 0 ? "without group lasso" : s_variants[i - 1].Name, ["ms, median"] = Math.Round(t.Order().ElementAt(Rounds / 2), 3), ["times the plain step"] = Math.Round(ratios[i], 3),
            })],
            [Claim.AtMost("a step with group lasso on filters and channels, times the plain step", Math.Round(ratios[1], 3), 1.1, "at most 10 % more")]);
    }

    /// <returns>Milliseconds per step.</returns>
    private static double Time(TorchNetwork network, Optimizer optimizer, GroupLasso? lasso, Rows rows, long[] labels)
    {
        var clock = Stopwatch.StartNew();
        int[] all = [.. Enumerable.Range(0, Batch)];
        for (var step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            var loss = functional.cross_entropy(network.Forward(network.Batch(rows, all)), tensor(labels, [Batch]));
            var gradients = (IReadOnlyList<Tensor>)autograd.grad([loss], [.. network.Parameters]);
            using var _ = no_grad();
            lasso?.BeforeStep(gradients);
            // So small a step that no group becomes 0, and each round costs the same.
            optimizer.Step(gradients, 1e-6);
            lasso?.AfterStep(1e-6, 0);
        }
        return clock.Elapsed.TotalMilliseconds / Steps;
    }
}
