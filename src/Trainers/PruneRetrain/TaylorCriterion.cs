using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>The change of the loss to first order when a weight goes: (gradient * weight)^2, summed over mini-batches of the training rows (Molchanov et al. 2019).</summary>
internal sealed class TaylorCriterion : IWeightCriterion
{
    /// <summary>So many mini-batches at most.</summary>
    private const int MostBatches = 64;

    private readonly Dictionary<string, double[]> _scores = new(StringComparer.Ordinal);

    /// <param name="network">The network.</param>
    /// <param name="run">The run, whose training rows it reads.</param>
    /// <param name="options">The loss and the size of a mini-batch.</param>
    public TaylorCriterion(Network network, RunContext run, TrainingOptions options)
    {
        using var tensors = new TorchNetwork(network, TorchDevice.Of(run.Context), options.FreezeNormalization);
        using var scope = NewDisposeScope();
        var loss = new TrainingLoss(run, options);
        var order = Enumerable.Range(0, run.Training.Count).ToArray();
        new Random(run.Seed).Shuffle(order);
        var sums = tensors.Parameters.Select(p => zeros_like(p.detach())).ToArray();
        foreach (var rows in order.Chunk(options.BatchSize).Take(MostBatches))
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var value = loss.Of(tensors.Forward(tensors.Batch(run.Training, rows)), rows);
            var gradients = (IReadOnlyList<Tensor>)autograd.grad([value], [.. tensors.Parameters]);
            using var _ = no_grad();
            for (var i = 0; i < sums.Length; i++)
            {
                var change = gradients[i].mul(tensors.Parameters[i]);
                sums[i].addcmul_(change, change, 1);
            }
        }
        foreach (var (name, tensor) in tensors.Named)
        {
            var place = Enumerable.Range(0, sums.Length).First(i => ReferenceEquals(tensors.Parameters[i], tensor));
            _scores[name] = [.. sums[place].cpu().data<float>().ToArray().Select(v => (double)v)];
        }
    }

    public double[] Scores(PrunableLayer layer) => _scores[layer.Weight];
}
