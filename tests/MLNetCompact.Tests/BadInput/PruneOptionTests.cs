using Microsoft.ML;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.BadInput;

[TestClass]
public sealed class PruneOptionTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    public static IEnumerable<object[]> Cases =>
    [
        [new PruneRetrainOptions { Quality = 0 }, "PruneRetrainOptions.Quality is 0", "above 0"],
        [new PruneRetrainOptions { Quality = double.NaN }, "PruneRetrainOptions.Quality", "above 0"],
        [new PruneRetrainOptions { Qualities = new Dictionary<string, double> { ["conv1"] = -1 } }, "PruneRetrainOptions.Qualities[conv1] is -1", "at least 0"],
        [new PruneRetrainOptions { Kept = 0 }, "PruneRetrainOptions.Kept is 0", "above 0, at most 1"],
        [new PruneRetrainOptions { Kept = 1.01 }, "PruneRetrainOptions.Kept is 1.01", "above 0, at most 1"],
        [new PruneRetrainOptions { Kept = 0.5, Quality = 1 }, "PruneRetrainOptions.Kept", "one of Quality"],
        [new PruneRetrainOptions { Target = new(Parameters: 0) }, "PruneRetrainOptions.Target.Parameters is 0", "above 0"],
        [new PruneRetrainOptions { Target = new() }, "PruneRetrainOptions.Target", "parameters or stored bytes"],
        [new PruneRetrainOptions { Rounds = 0 }, "PruneRetrainOptions.Rounds is 0", "1 to 100"],
        [new PruneRetrainOptions { SharedValues = new(9) }, "PruneRetrainOptions.SharedValues", "1 to 8 bits"],
        [new PruneRetrainOptions { SharedValues = new(Training: new() { BatchSize = 0 }) }, "PruneRetrainOptions.SharedValues.Training.BatchSize is 0", "at least 1"],
        [new PruneRetrainOptions { Splicing = new() { Lower = 1.5 } }, "PruneRetrainOptions.Splicing.Lower is 1.5", "at most 1"],
        [new PruneRetrainOptions { Splicing = new() { Upper = 0.5 } }, "PruneRetrainOptions.Splicing.Upper is 0.5", "at least 1"],
        [new PruneRetrainOptions { Splicing = new() { Gamma = 0 } }, "PruneRetrainOptions.Splicing.Gamma is 0", "above 0"],
        [new PruneRetrainOptions { Splicing = new() { Power = -1 } }, "PruneRetrainOptions.Splicing.Power is -1", "at least 0"],
        [new PruneRetrainOptions { Splicing = new() { C = 1 }, Kept = 0.1 }, "PruneRetrainOptions.Splicing.C is 1", "null where"],
        [new PruneRetrainOptions { Splicing = new(), Criterion = PruneCriterion.Taylor }, "PruneRetrainOptions.Criterion is Taylor", "Magnitude with Splicing"],
        [new PruneRetrainOptions { Schedule = PruneSchedule.Gradual, Retraining = new() { Epochs = 0 } }, "PruneRetrainOptions.Schedule is Gradual", "no epochs"],
        [new PruneRetrainOptions { Retraining = new() { L1Decay = -1 } }, "PruneRetrainOptions.Retraining.L1Decay is -1", "at least 0"],
    ];

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void AnOptionOutOfItsRangeIsNamedBeforeAnyWork(PruneRetrainOptions options, string name, string expected) =>
        Bad.Message<ArgumentOutOfRangeException>(() => s_ml.Compaction().PruneRetrain(TinyImages.Network(), options), name, expected);
}
