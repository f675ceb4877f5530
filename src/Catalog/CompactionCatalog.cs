using Microsoft.ML;

namespace MLNetCompact;

/// <summary>Everything that trains and compacts neural networks in ML.NET: the start of a chain of steps.</summary>
public sealed class CompactionCatalog
{
    private readonly MLContext _context;
    private readonly RunSettings _settings;

    internal CompactionCatalog(MLContext context, RunSettings settings) => (_context, _settings) = (context, settings);

    /// <summary>Starts from a network as it is; append steps to it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="columns">The names of the columns that it reads and makes; ML.NET's usual names if left out.</param>
    public NetworkEstimator From(Network network, NetworkColumns? columns = null) => new GivenNetwork(_context, network, columns ?? new(), _settings);

    /// <summary>Trains a network as it is: the baseline.</summary>
    /// <param name="network">The network, with fresh weights or trained ones.</param>
    /// <param name="options">How to train; defaults if left out.</param>
    /// <param name="columns">The names of the columns that it reads and makes; ML.NET's usual names if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public NeuralNetworkTrainer NeuralNetwork(Network network, TrainingOptions? options = null, NetworkColumns? columns = null) =>
        new(From(network, columns), options ?? new());

    /// <summary>Trains a network with group lasso, removes what became 0, and retrains the rest (Wen et al. 2016).</summary>
    /// <param name="network">The network, best with trained weights.</param>
    /// <param name="options">How strongly, and how to train; defaults if left out.</param>
    /// <param name="columns">The names of the columns that it reads and makes; ML.NET's usual names if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public StructuredSparsityTrainer StructuredSparsity(Network network, StructuredSparsityOptions? options = null, NetworkColumns? columns = null) =>
        From(network, columns).StructuredSparsity(options);
}
