using TorchSharp.Modules;

namespace MLNetCompact;

/// <summary>The steps of <c>ml.Compaction()</c>, one method each; all but the first may follow one another in any order.</summary>
public static class CompactionSteps
{
    /// <summary>Starts from a model that was made or trained with TorchSharp; steps go on from copies of its weights. <see cref="TorchModel.ToNetwork"/> says what can be read.</summary>
    /// <param name="catalog">Where steps begin.</param>
    /// <param name="module">The model; it stays as it is.</param>
    /// <param name="row">The dimensions of one row, without the batch: channels, height, width for images; the number of features for tables.</param>
    /// <param name="columns">The names of the columns that it reads and makes; ML.NET's usual names if left out.</param>
    /// <exception cref="ArgumentException">There is no module or dimension, or a module cannot read what it gets; the message names the module.</exception>
    /// <exception cref="NotSupportedException">A module cannot be read; the message names it by its path, as 1.2 (LayerNorm).</exception>
    /// <exception cref="InvalidOperationException">A weight or what a module gives is not finite; the message names it.</exception>
    /// <example><code>ml.Compaction().FromModule(model, [1, 28, 28]).StructuredSparsity()</code></example>
    public static NetworkEstimator FromModule(this CompactionCatalog catalog, Sequential module, IEnumerable<int> row, NetworkColumns? columns = null) =>
        catalog.From(module.ToNetwork(row), columns);

    /// <summary>Trains a network as it is: the baseline.</summary>
    /// <param name="catalog">Where steps begin.</param>
    /// <param name="network">The network, with fresh weights or trained ones.</param>
    /// <param name="options">How to train; defaults if left out.</param>
    /// <param name="columns">The names of the columns that it reads and makes; ML.NET's usual names if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public static NeuralNetworkTrainer NeuralNetwork(this CompactionCatalog catalog, Network network, TrainingOptions? options = null, NetworkColumns? columns = null) =>
        new(catalog.From(network, columns), options ?? new());

    /// <summary>Trains a network with group lasso, removes what became 0, and retrains the rest (Wen et al. 2016).</summary>
    /// <param name="catalog">Where steps begin.</param>
    /// <param name="network">The network, best with trained weights.</param>
    /// <param name="options">How strongly, and how to train; defaults if left out.</param>
    /// <param name="columns">The names of the columns that it reads and makes; ML.NET's usual names if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public static StructuredSparsityTrainer StructuredSparsity(this CompactionCatalog catalog, Network network, StructuredSparsityOptions? options = null, NetworkColumns? columns = null) =>
        catalog.From(network, columns).StructuredSparsity(options);

    /// <summary>Trains what the step before makes with group lasso, removes what became 0, and retrains the rest (Wen et al. 2016).</summary>
    /// <param name="previous">The step before.</param>
    /// <param name="options">How strongly, and how to train; defaults if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public static StructuredSparsityTrainer StructuredSparsity(this NetworkEstimator previous, StructuredSparsityOptions? options = null) =>
        new(previous, options ?? new());

    /// <summary>Prunes the connections of a trained network that matter least, retrains the rest, and again (Han et al. 2015).</summary>
    /// <param name="catalog">Where steps begin.</param>
    /// <param name="network">The network, with trained weights.</param>
    /// <param name="options">How much to prune, and how to retrain; defaults if left out.</param>
    /// <param name="columns">The names of the columns that it reads and makes; ML.NET's usual names if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public static PruneRetrainTrainer PruneRetrain(this CompactionCatalog catalog, Network network, PruneRetrainOptions? options = null, NetworkColumns? columns = null) =>
        catalog.From(network, columns).PruneRetrain(options);

    /// <summary>Prunes the connections of what the step before makes that matter least, retrains the rest, and again (Han et al. 2015).</summary>
    /// <param name="previous">The step before.</param>
    /// <param name="options">How much to prune, and how to retrain; defaults if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public static PruneRetrainTrainer PruneRetrain(this NetworkEstimator previous, PruneRetrainOptions? options = null) =>
        new(previous, options ?? new());

    /// <summary>Removes neurons and channels of a network whose behaviour others can take over, without retraining (Kamma, Isoda and Wada 2018).</summary>
    /// <param name="catalog">Where steps begin.</param>
    /// <param name="network">The network, with trained weights.</param>
    /// <param name="options">How much may go, and who takes over; defaults if left out.</param>
    /// <param name="columns">The names of the columns that it reads and makes; ML.NET's usual names if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public static NeuronUnifyEstimator NeuronUnify(this CompactionCatalog catalog, Network network, NeuronUnifyOptions? options = null, NetworkColumns? columns = null) =>
        catalog.From(network, columns).NeuronUnify(options);

    /// <summary>Removes neurons and channels of what the step before makes whose behaviour others can take over, without retraining (Kamma, Isoda and Wada 2018).</summary>
    /// <param name="previous">The step before.</param>
    /// <param name="options">How much may go, and who takes over; defaults if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public static NeuronUnifyEstimator NeuronUnify(this NetworkEstimator previous, NeuronUnifyOptions? options = null) =>
        new(previous, options ?? new());

    /// <summary>Lets kernels of a network's convolutions share representatives, without retraining (Matsui et al. 2018).</summary>
    /// <param name="catalog">Where steps begin.</param>
    /// <param name="network">The network, with trained weights.</param>
    /// <param name="options">How many kernels stay, and how they stand for the others; defaults if left out.</param>
    /// <param name="columns">The names of the columns that it reads and makes; ML.NET's usual names if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public static KernelClusterEstimator KernelCluster(this CompactionCatalog catalog, Network network, KernelClusterOptions? options = null, NetworkColumns? columns = null) =>
        catalog.From(network, columns).KernelCluster(options);

    /// <summary>Lets kernels of what the step before makes share representatives, without retraining (Matsui et al. 2018).</summary>
    /// <param name="previous">The step before.</param>
    /// <param name="options">How many kernels stay, and how they stand for the others; defaults if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public static KernelClusterEstimator KernelCluster(this NetworkEstimator previous, KernelClusterOptions? options = null) =>
        new(previous, options ?? new());

    /// <summary>Trains what the step before makes, structure and all, as it is.</summary>
    /// <param name="previous">The step before.</param>
    /// <param name="options">How to train; a tenth of the usual step size if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public static NeuralNetworkTrainer Retrain(this NetworkEstimator previous, TrainingOptions? options = null) =>
        new(previous, options ?? new() { LearningRate = 0.001 }, "Retrain");
}
