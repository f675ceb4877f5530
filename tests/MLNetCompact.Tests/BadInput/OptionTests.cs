using Microsoft.ML;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.BadInput;

[TestClass]
public sealed class OptionTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    public static IEnumerable<object[]> Lambdas =>
        from option in (string[])["FilterLambda", "ChannelLambda", "ShapeLambda", "KernelLambda", "DepthLambda", "NeuronLambda"]
        from value in (double[])[-0.001, double.NaN, double.PositiveInfinity]
        select new object[] { option, value };

    [TestMethod]
    [DynamicData(nameof(Lambdas))]
    public void ALambdaThatIsNotAFiniteNumberFromZeroOnIsNamed(string option, double value)
    {
        StructuredSparsityOptions options = option switch
        {
            "FilterLambda" => new() { FilterLambda = value }, "ChannelLambda" => new() { ChannelLambda = value }, "ShapeLambda" => new() { ShapeLambda = value },
            "KernelLambda" => new() { KernelLambda = value }, "DepthLambda" => new() { DepthLambda = value }, _ => new() { NeuronLambda = value },
        };
        Bad.Message<ArgumentOutOfRangeException>(() => s_ml.Compaction().StructuredSparsity(TinyImages.Network(), options), $"StructuredSparsityOptions.{option} is", "expected at least 0");
    }

    [TestMethod]
    public void ABatchLargerThanTheDataIsNamedWithBothSizes() =>
        Bad.Message<ArgumentException>(() => Bad.Trainer(s_ml, options: Bad.Brief with { BatchSize = 25 }, settings: new() { ValidationFraction = 0 }).Fit(Data()), "BatchSize is 25", "24 rows");

    [TestMethod]
    public void ABatchLargerThanWhatIsLeftToTrainOnIsNamed() =>
        // Of 8 rows a class the default holds back one.
        Bad.Message<ArgumentException>(() => Bad.Trainer(s_ml, options: Bad.Brief with { BatchSize = 24 }).Fit(Data()), "BatchSize is 24", "21 rows");

    [TestMethod]
    public void ABatchOfStructuredSparsityLargerThanTheDataIsNamed()
    {
        var options = new StructuredSparsityOptions { Training = Bad.Brief with { BatchSize = 25 }, Retraining = Bad.Brief };
        var estimator = s_ml.Compaction().StructuredSparsity(TinyImages.Network(), options, new() { Label = "Key" });
        Bad.Message<ArgumentException>(() => estimator.Fit(Data()), "BatchSize is 25");
    }

    private static IDataView Data() => Bad.View(s_ml, TinyImages.Rows(24));
}
