using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public class OnnxTimerTests
{
    [TestMethod]
    public void EveryVariantGetsATime()
    {
        var times = new OnnxTimer().Time([OnnxModels.Small(), OnnxModels.Small(), OnnxModels.Small()], 2);
        Assert.HasCount(3, times);
        Assert.IsTrue(times.All(t => t > 0 && double.IsFinite(t)), string.Join(' ', times));
    }

    [TestMethod]
    public void AnyTypeOfNumbersCanBeFed()
    {
        foreach (var type in new[] { ElementType.Float, ElementType.Float16, ElementType.Double, ElementType.Int64 })
        {
            var network = new Network([new("x", type, new Shape(Shape.Unknown, 3))], [new("same", new Identity(), ["x"], ["y"])], [new("y", type, null)], []);
            Assert.IsGreaterThan(0, new OnnxTimer().Time([network], 1).Single(), type.ToString());
        }
    }

    [TestMethod]
    public void AnInputOfOpenSizeIsRefusedByName()
    {
        var network = new Network([new("image", ElementType.Float, new Shape(-1, 1, -1, -1))], [new("same", new Identity(), ["image"], ["y"])], [new("y", ElementType.Float, null)], []);
        Assert.Contains("'image'", Assert.ThrowsExactly<ArgumentException>(() => new OnnxTimer().Time([network], 1)).Message);
    }

    [TestMethod]
    public void ACancelledTimingEnds() =>
        Assert.ThrowsExactly<OperationCanceledException>(() => new OnnxTimer(cancel: new CancellationToken(canceled: true)).Time([OnnxModels.Small()], 1));
}
