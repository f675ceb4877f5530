using System.Globalization;
using MLNetCompact.RealData;

namespace MLNetCompact.Benchmarks;

/// <summary>Wen et al. 2016, section 4.2: the depth of ResNet-20 on CIFAR-10, from its real weights.</summary>
public sealed class SparseResNet : ITrials
{
    private static readonly (string Point, int Branches)[] s_points = [("18", 8), ("16", 7), ("14", 6)];

    public string Name => "ssl-resnet";

    public string Description => "ResNet-20 on CIFAR-10 from its published weights: whole residual branches removed by group lasso on the scales of their last normalization. The name of a point is the number of "
        + "layers that is left. Trained for few epochs (Wen et al.: 164,000 steps of 256 images, some 840 epochs): 92.60 % with 18 layers, 91.46 % with 14, from 91.18 % of 20. 'untrained' is the removal alone.";

    public IReadOnlyList<int> Seeds { get; } = [1];

    public TrialFolder Folder(string point, bool choosing) => new(Name, s_points.Select(p => At(p.Branches)), choosing);

    public IReadOnlyList<IReadOnlyList<string>> Rounds { get; } = [[.. s_points.Select(p => p.Point)]];

    public Measurement Run(CancellationToken cancel) => TrialRunner.Run(this, cancel);

    public void Train(string point, int seed, bool choosing, CancellationToken cancel) =>
        new CifarTraining(Folder(point, choosing), choosing, cancel).Run(point, seed, start => start.StructuredSparsity(At(s_points.Single(p => p.Point == point).Branches)));

    public Measurement Summary(IReadOnlyList<Trial> trials, CancellationToken cancel)
    {
        var (rows, claims, test) = (new List<IReadOnlyDictionary<string, object>>(), new List<Claim>(), Cifar10.Load().Test);
        var dense = CifarTraining.Published();
        rows.Add(Row("20 (published)", dense, CifarTraining.Accuracy(dense, test, cancel)));
        foreach (var trial in trials)
        {
            var network = Folder(trial.Point, choosing: false).Network(trial.Point, trial.Seed);
            rows.Add(Row(trial.Point, network, 1 - trial.Error));
            claims.Add(Claim.AtMost($"{trial.Point}: convolutions and dense layers", 2 + 2 * ResidualBranch.Of(network).Count, int.Parse(trial.Point, CultureInfo.InvariantCulture), "the point's name"));
            if (trial.Point == "18")
                claims.Add(Claim.AtLeast("18 layers: test accuracy, %", Math.Round(100 * (1 - trial.Error), 2), 91.0, "Wen et al. 2016: 92.60 % after the full schedule"));
        }
        foreach (var (_, branches) in s_points)
        {
            var cut = dense;
            foreach (var branch in ResidualBranch.Of(dense).OrderBy(b => dense.Weights[b.Normalization!.Inputs[1]].Values.ToArray().Sum(v => v * v)).Take(9 - branches))
                cut = Surgery.RemoveBranch(cut, branch.Sum, branch.Input);
            rows.Add(Row($"{2 + 2 * branches} (untrained)", cut, CifarTraining.Accuracy(cut, test, cancel)));
        }
        return new Measurement(Seeds, rows, claims);
    }

    private static StructuredSparsityOptions At(int branches) => new()
    {
        FilterLambda = 0,
        ChannelLambda = 0,
        DepthLambda = 1e-3,
        Branches = branches,
        Training = new() { Epochs = 2, LearningRate = 0.01, BatchSize = 128, WeightDecay = 1e-4, Schedule = LearningRateSchedule.Constant, PadCrop = 4, HorizontalFlip = true },
        Retraining = new() { Epochs = 3, LearningRate = 0.02, BatchSize = 128, WeightDecay = 1e-4, PadCrop = 4, HorizontalFlip = true },
    };

    private static Dictionary<string, object> Row(string point, Network network, double accuracy) => new()
    {
        ["point"] = point, ["test accuracy %"] = Math.Round(100 * accuracy, 2), ["multiply-adds"] = NetworkCost.Of(network).MultiplyAdds, ["parameters"] = NetworkCost.Of(network).Parameters,
    };
}
