using MLNetCompact;

namespace FourTogether;

/// <summary>The four methods one after the other, each from the network that the one before it left, and a last retraining.</summary>
/// <param name="Sparsity">Removes filters and neurons while training (Wen et al. 2016).</param>
/// <param name="Unification">Removes those for which others can take over (Kamma et al. 2018).</param>
/// <param name="Pruning">Removes single weights and retrains the rest (Han et al. 2015).</param>
/// <param name="Clustering">Lets kernels share representatives (Matsui et al. 2018).</param>
/// <param name="Retraining">Trains what is left, in the form in which it is kept.</param>
public sealed record FourSteps(StructuredSparsityOptions Sparsity, NeuronUnifyOptions Unification, PruneRetrainOptions Pruning, KernelClusterOptions Clustering, TrainingOptions Retraining)
{
    /// <summary>The steps behind another one.</summary>
    public NetworkEstimator After(NetworkEstimator previous) =>
        previous.StructuredSparsity(Sparsity).NeuronUnify(Unification).PruneRetrain(Pruning).KernelCluster(Clustering).Retrain(Retraining);

    /// <summary>For LeNet-5, with so many epochs for each part of the training.</summary>
    public static FourSteps LeNet5(int epochs, double lambda = 5e-3) => new(
        new()
        {
            FilterLambda = lambda,
            NeuronLambda = lambda,
            LayerTargets = [new("conv1", Filters: 3), new("conv2", Filters: 12), new("dense1", Filters: 150)],
            Training = new() { Epochs = epochs, Schedule = LearningRateSchedule.Step, WeightDecay = 0, PadCrop = 2 },
            Retraining = new() { Epochs = epochs, LearningRate = 0.02, PadCrop = 2 },
        },
        new() { MaxOutputError = 0.003 },
        new()
        {
            Kept = 0.3,
            Budget = PruneBudget.Global,
            Schedule = PruneSchedule.Gradual,
            Splicing = new(),
            Retraining = new() { Epochs = 2 * epochs, LearningRate = 0.01, PadCrop = 2 },
            SharedValues = new(5, 4),
        },
        new(),
        new() { Epochs = Math.Max(1, epochs / 2), LearningRate = 0.001, WeightDecay = 0, PadCrop = 2 });

    /// <summary>For a multi-layer perceptron 784-500-300-10, with so many epochs for each part of the training.</summary>
    public static FourSteps Mlp(int epochs, double lambda = 1e-3) => new(
        new()
        {
            NeuronLambda = lambda,
            LayerTargets = [new("dense1", Filters: 174, Inputs: 434), new("dense2", Filters: 78)],
            Training = new() { Epochs = epochs, LearningRate = 0.02, Schedule = LearningRateSchedule.Step, WeightDecay = 0, PadCrop = 1 },
            Retraining = new() { Epochs = 2 * epochs, LearningRate = 0.03, PadCrop = 1 },
        },
        new() { MaxOutputError = 0.0005 },
        new()
        {
            Kept = 0.08,
            Budget = PruneBudget.Global,
            Schedule = PruneSchedule.Gradual,
            Splicing = new(),
            Retraining = new() { Epochs = 7 * epochs / 2, LearningRate = 0.03, PadCrop = 1 },
            SharedValues = new(5, 5),
        },
        new() { MaxOutputError = 0.02, SubVectors = 4 },
        new() { Epochs = Math.Max(1, epochs / 2), LearningRate = 0.001, WeightDecay = 0, PadCrop = 1 });

    /// <summary>The perceptron that <see cref="Mlp"/> is for.</summary>
    public static Network Perceptron(int seed = 0) => new NetworkBuilder([1, 28, 28], seed).Flatten().Dense(500).Relu().Dense(300).Relu().Dense(10).Build();
}
