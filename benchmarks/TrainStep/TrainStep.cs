using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNetCompact.Benchmarks;

/// <summary>
/// A LeNet-5 training step through the trainers' own parts, against the same step in PyTorch. The two take turns in one run, with equal threads.
/// </summary>
public sealed class TrainStep : IBenchmark
{
    private const int Batch = 64, Steps = 100, Rounds = 9;

    public string Name => "train-step";

    public string Description => $"A LeNet-5 step (forward, backward, SGD with momentum) of {Batch} images in MLNetCompact and in PyTorch; medians of {Rounds} alternating rounds of {Steps} steps.";

    public Measurement Run(CancellationToken cancel)
    {
        var rows = new List<IReadOnlyDictionary<string, object>>();
        var claims = new List<Claim>();
        foreach (var threads in new[] { 1, 2 }.Where(t => t <= Environment.ProcessorCount))
        {
            using var peer = new PyTorchPeer(threads);
            set_num_threads(threads);
            using var own = new Own();
            own.Round();
            peer.Round();
            var (ours, theirs, ratios) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                cancel.ThrowIfCancellationRequested();
                ours.Add(own.Round());
                theirs.Add(peer.Round());
                ratios.Add(ours[^1] / theirs[^1]);
            }
            rows.Add(new Dictionary<string, object>
            {
                ["threads"] = threads, ["MLNetCompact ms"] = Rounded(Median(ours)), ["PyTorch ms"] = Rounded(Median(theirs)), ["PyTorch"] = peer.Version,
                ["ratio"] = Rounded(Median(ratios)), ["lowest"] = Rounded(ratios.Min()), ["highest"] = Rounded(ratios.Max()),
            });
            claims.Add(Claim.AtMost($"a LeNet-5 step costs little more than in PyTorch, {threads} thread(s)", Median(ratios), 1.15, "the same libtorch"));
        }
        return new Measurement([0], rows, claims);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double Rounded(double value) => Math.Round(value, 3);

    /// <summary>Steps of the trainers' own network and optimizer on random images, the batch made from arrays each time as in training.</summary>
    private sealed class Own : IDisposable
    {
        private readonly TorchNetwork _network = new(Networks.LeNet5(), CPU);
        private readonly Optimizer _optimizer;
        private readonly Rows _rows;
        private readonly long[] _labels;
        private readonly int[] _all = [.. Enumerable.Range(0, Batch)];

        public Own()
        {
            var random = new Random(0);
            _optimizer = Optimizer.Create(new TrainingOptions(), _network.Parameters);
            _labels = [.. _all.Select(_ => (long)random.Next(10))];
            _rows = new Rows([.. _all.Select(_ => Enumerable.Range(0, 784).Select(_ => random.NextSingle()).ToArray())], [.. _labels.Select(l => (float)l)]);
        }

        /// <returns>Milliseconds per step.</returns>
        public double Round()
        {
            var clock = Stopwatch.StartNew();
            for (var step = 0; step < Steps; step++)
            {
                using var scope = NewDisposeScope();
                var loss = functional.cross_entropy(_network.Forward(_network.Batch(_rows, _all)), tensor(_labels, [Batch]));
                var gradients = (IReadOnlyList<Tensor>)autograd.grad([loss], [.. _network.Parameters]);
                using var _ = no_grad();
                _optimizer.Step(gradients, 0.001);
            }
            return clock.Elapsed.TotalMilliseconds / Steps;
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            _network.Dispose();
        }
    }

    /// <summary>The same steps in a Python process that waits for its turn.</summary>
    private sealed class PyTorchPeer : IDisposable
    {
        private readonly Process _process;

        public PyTorchPeer(int threads)
        {
            var script = Path.Combine(AppContext.BaseDirectory, "TrainStep", "train_step.py");
            // Debian's python3-torch belongs to the system's Python, which may not be the first on the path.
            var python = new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(HasTorch)
                ?? throw new InvalidOperationException("This benchmark compares with PyTorch: install Debian's python3-torch.");
            _process = Process.Start(new ProcessStartInfo(python, [script, $"{Batch}", $"{Steps}", $"{threads}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            Version = Line();
        }

        public string Version { get; }

        public double Round()
        {
            _process.StandardInput.WriteLine("go");
            return double.Parse(Line(), CultureInfo.InvariantCulture);
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }

        private string Line() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The PyTorch process ended early.");

        private static bool HasTorch(string python)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import torch"]) { RedirectStandardError = true })!;
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
