using Microsoft.ML;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.Contract;

/// <summary>An estimator that has to keep the contract, and the label that it learns.</summary>
internal sealed class Candidate
{
    private static readonly TrainingOptions s_brief = new() { Epochs = 1, BatchSize = 8, LearningRate = 0.02 };
    private static readonly StructuredSparsityOptions s_sparse = new() { FilterLambda = 0.5, ChannelLambda = 0, Training = s_brief with { WeightDecay = 0 }, Retraining = s_brief };

    private static readonly PruneRetrainOptions s_pruned = new() { Kept = 0.3, Rounds = 1, Retraining = s_brief };
    private static readonly NeuronUnifyOptions s_unified = new() { Removed = 0.25 };
    private static readonly KernelClusterOptions s_clustered = new() { Clusters = 32, SubVectors = 4 };

    private readonly Func<CompactionCatalog, Network, NetworkColumns, NetworkEstimator> _make;
    private readonly Lazy<NetworkTransformer> _model;

    private Candidate(string name, LabelKind label, Func<CompactionCatalog, Network, NetworkColumns, NetworkEstimator> make)
    {
        (Name, Label, _make) = (name, label, make);
        _model = new(() => Estimator().Fit(Data()));
    }

    /// <summary>Every estimator and step there is: a new one is a new line.</summary>
    public static IReadOnlyList<Candidate> All { get; } =
    [
        new("NeuralNetwork", LabelKind.Texts, (c, n, k) => c.NeuralNetwork(n, s_brief, k)),
        new("NeuralNetwork, classes are numbers", LabelKind.Numbers, (c, n, k) => c.NeuralNetwork(n, s_brief, k)),
        new("NeuralNetwork, classes without values", LabelKind.Bare, (c, n, k) => c.NeuralNetwork(n, s_brief, k)),
        new("NeuralNetwork, yes or no", LabelKind.YesOrNo, (c, n, k) => c.NeuralNetwork(n, s_brief, k)),
        new("NeuralNetwork, a number", LabelKind.Amount, (c, n, k) => c.NeuralNetwork(n, s_brief, k)),
        new("NeuralNetwork, operators too old for class names", LabelKind.Texts, (c, n, k) => c.NeuralNetwork(WithOldOperators(n), s_brief, k)),
        new("StructuredSparsity", LabelKind.Texts, (c, n, k) => c.StructuredSparsity(n, s_sparse, k)),
        new("StructuredSparsity, yes or no", LabelKind.YesOrNo, (c, n, k) => c.StructuredSparsity(n, s_sparse, k)),
        new("StructuredSparsity, a number", LabelKind.Amount, (c, n, k) => c.StructuredSparsity(n, s_sparse, k)),
        new("PruneRetrain", LabelKind.Texts, (c, n, k) => c.PruneRetrain(n, s_pruned, k)),
        new("PruneRetrain, a number", LabelKind.Amount, (c, n, k) => c.PruneRetrain(n, s_pruned, k)),
        new("NeuronUnify", LabelKind.Texts, (c, n, k) => c.NeuronUnify(n, s_unified, k)),
        new("NeuronUnify, yes or no", LabelKind.YesOrNo, (c, n, k) => c.NeuronUnify(n, s_unified, k)),
        new("NeuronUnify, a number", LabelKind.Amount, (c, n, k) => c.NeuronUnify(n, s_unified, k)),
        new("KernelCluster", LabelKind.Texts, (c, n, k) => c.KernelCluster(n, s_clustered, k)),
        new("KernelCluster, yes or no", LabelKind.YesOrNo, (c, n, k) => c.KernelCluster(n, s_clustered, k)),
        new("KernelCluster, a number", LabelKind.Amount, (c, n, k) => c.KernelCluster(n, s_clustered, k)),
        new("From(network).Retrain", LabelKind.Texts, (c, n, k) => c.From(n, k).Retrain(s_brief)),
        new("From(model).Retrain", LabelKind.Texts, (c, _, k) => c.From(All![0].Model, k).Retrain(s_brief)),
        new("NeuralNetwork.StructuredSparsity", LabelKind.Texts, (c, n, k) => c.NeuralNetwork(n, s_brief, k).StructuredSparsity(s_sparse)),
        new("StructuredSparsity.Retrain", LabelKind.Texts, (c, n, k) => c.StructuredSparsity(n, s_sparse, k).Retrain(s_brief)),
    ];

    public string Name { get; }

    public LabelKind Label { get; }

    public string LabelName => $"{Label}";

    /// <summary>How many numbers the network gives.</summary>
    public int Outputs => Label is LabelKind.YesOrNo or LabelKind.Amount ? 1 : TinyImages.Classes.Length;

    /// <summary>A fitted model that all checks share; none disposes it.</summary>
    public NetworkTransformer Model => _model.Value;

    /// <summary>A new estimator, the same each time.</summary>
    public NetworkEstimator Estimator(string? label = null) =>
        _make(new MLContext(seed: 1).Compaction(), ContractRow.Network(Outputs), new NetworkColumns { Label = label ?? LabelName });

    /// <summary>Rows with all labels, each a column.</summary>
    public static IDataView Data(int count = 48, int seed = 0) => ContractRow.View(ContractRow.Some(count, seed));

    public void DisposeModel()
    {
        if (_model.IsValueCreated)
            _model.Value.Dispose();
    }

    private static Network WithOldOperators(Network network) =>
        new(network.Inputs, network.Nodes, network.Outputs, network.Weights.Values, network.Metadata) { Opset = 11, IrVersion = network.IrVersion };
}
