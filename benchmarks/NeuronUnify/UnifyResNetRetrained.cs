using MLNetCompact.RealData;

namespace MLNetCompact.Benchmarks;

/// <summary>ResNet-20 without channels of its blocks and stages, retrained for one epoch.</summary>
public sealed class UnifyResNetRetrained : ITrials
{
    private static readonly UnifyResNet s_source = new();

    private static readonly TrainingOptions s_training = new() { Epochs = 1, LearningRate = 0.003, PadCrop = 4, HorizontalFlip = true };

    public string Name => "unify-resnet20-retrained";

    public string Description => "The networks of unify-resnet20 that lost channels of blocks and stages (draw 1), after one epoch with the 50,000 training images and their labels; accuracy on the 10,000 test images.";

    public IReadOnlyList<int> Seeds { get; } = [1];

    public IReadOnlyList<IReadOnlyList<string>> Rounds { get; } = [[.. UnifyResNet.WithStages]];

    public TrialFolder Folder(string point, bool choosing) => new(Name, new { From = UnifyResNet.Settings(point), Training = s_training }, choosing);

    public Measurement Run(CancellationToken cancel)
    {
        TrialRunner.Ensure(s_source, UnifyResNet.WithStages, Seeds, cancel);
        return TrialRunner.Run(this, cancel);
    }

    public void Train(string point, int seed, bool choosing, CancellationToken cancel) =>
        new CifarTraining(Folder(point, choosing), choosing, cancel).Run(point, seed, start => start.Retrain(s_training), s_source.Folder(point, choosing).Network(point, seed));

    public Measurement Summary(IReadOnlyList<Trial> trials, CancellationToken cancel)
    {
        var (rows, dense, test) = (new List<IReadOnlyDictionary<string, object>>(), CifarTraining.Published(), Cifar10.Load().Test);
        var claims = new List<Claim>();
        foreach (var trial in trials)
        {
            var before = s_source.Folder(trial.Point, choosing: false).Network(trial.Point, trial.Seed);
            var (cost, whole) = (NetworkCost.Of(before), NetworkCost.Of(dense));
            var (was, now) = (Math.Round(100 * CifarTraining.Accuracy(before, test, cancel), 2), Math.Round(100 * (1 - trial.Error), 2));
            rows.Add(new Dictionary<string, object>
            {
                ["network"] = trial.Point, ["multiply-adds, % of dense"] = Math.Round(100.0 * cost.MultiplyAdds / whole.MultiplyAdds, 1), ["parameters, % of dense"] = Math.Round(100.0 * cost.Parameters / whole.Parameters, 1),
                ["accuracy % before"] = was, ["after one epoch"] = now, ["s"] = Math.Round(trial.Seconds),
            });
            claims.Add(Claim.AtLeast($"{trial.Point}: points that one epoch gains", Math.Round(now - was, 2), 0, "the project's own"));
        }
        return new Measurement(Seeds, rows, claims);
    }
}
