using Microsoft.ML;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.BadInput;

[TestClass]
public sealed class UnifyOptionTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    public static IEnumerable<object[]> Cases =>
    [
        [new NeuronUnifyOptions { MaxOutputError = 0 }, "NeuronUnifyOptions.MaxOutputError is 0", "above 0, below 1"],
        [new NeuronUnifyOptions { MaxOutputError = double.NaN }, "NeuronUnifyOptions.MaxOutputError", "above 0, below 1"],
        [new NeuronUnifyOptions { Removed = 1 }, "NeuronUnifyOptions.Removed is 1", "above 0, below 1"],
        [new NeuronUnifyOptions { Target = new() }, "NeuronUnifyOptions.Target", "at least one cost"],
        [new NeuronUnifyOptions { Target = new(MultiplyAdds: 1.5) }, "NeuronUnifyOptions.Target.MultiplyAdds is 1.5", "at most 1"],
        [new NeuronUnifyOptions { MaxOutputError = 0.1, Removed = 0.5 }, "NeuronUnifyOptions.MaxOutputError", "one of MaxOutputError, Target, Removed"],
        [new NeuronUnifyOptions { MaxMetricLoss = 1 }, "NeuronUnifyOptions.MaxMetricLoss is 1", "above 0, below 1"],
        [new NeuronUnifyOptions { MaxOutputDrift = -1 }, "NeuronUnifyOptions.MaxOutputDrift is -1", "above 0"],
        [new NeuronUnifyOptions { WidthMultiple = 0 }, "NeuronUnifyOptions.WidthMultiple is 0", "1 to 1,024"],
        [new NeuronUnifyOptions { Rows = 1 }, "NeuronUnifyOptions.Rows is 1", "at least 2"],
        [new NeuronUnifyOptions { Spread = (UnifySpread)7 }, "NeuronUnifyOptions.Spread is 7", "a known way"],
    ];

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void AnOptionOutOfItsRangeIsNamedBeforeAnyWork(NeuronUnifyOptions options, string name, string expected) =>
        Bad.Message<ArgumentOutOfRangeException>(() => s_ml.Compaction().NeuronUnify(TinyImages.Network(), options), name, expected);

    [TestMethod]
    public void ACancelledFitEnds()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => s_ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(s_ml.Compaction(new() { CancellationToken = cancel.Token }).NeuronUnify(TinyImages.Network())).Fit(TinyImages.View(s_ml)));
    }
}
