using Microsoft.ML;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public class ZeroShapesTests
{
    /// <summary>x [N, 16, 8, 8] -> conv1 3x3 of 4 filters -> relu1 -> conv2 3x3 -> Score, both padded by 1 and live where the functions of (channel, tap) say so.</summary>
    private static Network Images(Func<int, int, bool>? first = null, Func<int, int, bool>? second = null, int pad = 1)
    {
        var network = new NetworkBuilder(16, 8, 8).Conv(4, 3, pad: pad).Relu().Conv(2, 3, pad: pad).Build();
        return network.Set("conv1.weight", (i, v) => first?.Invoke(i / 9 % 16, i % 9) ?? true ? v : 0)
            .Set("conv2.weight", (i, v) => second?.Invoke(i / 9 % 4, i % 9) ?? true ? v : 0);
    }

    /// <summary>Says of networks that have one of those operators that they take that share of the time of the first.</summary>
    private static SpeedTimer Says(double share, params string[] operators) =>
        (variants, _) => [.. variants.Select(v => v.Nodes.Any(n => operators.Contains(n.Operator.OpType)) ? share : 1.0)];

    private static readonly SpeedTimer s_never = (_, _) => throw new InvalidOperationException("Nothing is to be measured here.");

    [TestMethod]
    public void WhatNeedsNoOtherNodeIsDoneUnmeasured()
    {
        var network = Images(second: (_, tap) => tap == 4);
        var result = ZeroShapes.Apply(network, s_never);
        Assert.AreEqual("Conv 'conv2': kernel 3x3 becomes 1x1", result.Notes.Single());
        Assert.IsEmpty(result.Timings);
        Same.Behaviour(network, result.Network, "cropped");
    }

    [TestMethod]
    public void ANetworkWithoutZerosStaysAsItIs()
    {
        var network = Images();
        var result = ZeroShapes.Apply(network, s_never);
        Assert.AreSame(network, result.Network);
        Assert.IsEmpty(result.Notes);
    }

    [TestMethod]
    public void TheLoweredFormIsTakenWhereItIsFaster()
    {
        var network = Images(first: (channel, tap) => (channel + tap) % 4 == 0);
        var result = ZeroShapes.Apply(network, Says(0.5, "Concat"));
        Assert.AreEqual("Conv 'conv1' has another form now: the lowered form", result.Notes.Single());
        Assert.Contains("Concat", result.Network.Nodes.Select(n => n.Operator.OpType));
        Assert.AreEqual("Conv 'conv1', batch 1: 1000.0000 ms; the lowered form 500.0000 ms (2.00x)", result.Timings[0]);
        Assert.HasCount(4, result.Timings);
        Same.Behaviour(network, result.Network, "lowered");
    }

    [TestMethod]
    public void TheZerosStayWhereItIsNot()
    {
        var network = Images(first: (channel, tap) => (channel + tap) % 4 == 0);
        var result = ZeroShapes.Apply(network, Says(0.95, "Concat"));
        Assert.AreSame(network, result.Network);
        Assert.AreEqual("Conv 'conv1' keeps its zeros: the lowered form would not be faster by 10 % at batch 1 and 64", result.Notes.Single());
    }

    [TestMethod]
    public void TooManyLiveTapsOrTooFewChannelsAreNotMeasured()
    {
        var many = ZeroShapes.Apply(Images(first: (channel, tap) => (channel + tap) % 2 == 0), s_never).Notes.Single();
        Assert.AreEqual("Conv 'conv1' keeps its zeros: 50 % of its taps are live and it reads 16 channels; expected at most 35 % and at least 16 for another form to be faster", many);
        Assert.Contains("reads 4 channels", ZeroShapes.Apply(Images(second: (channel, tap) => (channel + tap) % 4 == 0), s_never).Notes.Single());
    }

    [TestMethod]
    public void ACropThatNeedsASliceIsMeasured()
    {
        var network = Images(second: (_, tap) => tap is 0 or 1 or 3 or 4, pad: 0);
        Assert.AreEqual("Conv 'conv2' has another form now: a smaller kernel behind a Slice", ZeroShapes.Apply(network, Says(0.9, "Slice")).Notes.Single());
        var slower = ZeroShapes.Apply(network, Says(1.1, "Slice"));
        Assert.AreEqual("Conv 'conv2' keeps its zeros: a smaller kernel behind a Slice would not be faster by 10 % at batch 1 and 64", slower.Notes.Single());
        Assert.AreSame(network, slower.Network);
    }

    [TestMethod]
    public void InputsThatNobodyReadsAreMeasured()
    {
        var network = Networks.Mlp(8, [5], 3);
        network = network.Set(network.Nodes[0].Inputs[1], (i, v) => i % 8 is 2 or 5 ? 0 : v);
        Assert.AreEqual("Gemm 'dense1' has another form now: only the inputs that it reads", ZeroShapes.Apply(network, Says(0.5, "Gather")).Notes.Single());
        Assert.AreSame(network, ZeroShapes.Apply(network, Says(1, "Gather")).Network);
    }

    [TestMethod]
    public void ASliceOfTheRangeIsTakenWhereAGatherIsTooSlow()
    {
        var network = Networks.Mlp(8, [5], 3);
        network = network.Set(network.Nodes[0].Inputs[1], (i, v) => i % 8 is 0 or 5 ? 0 : v);
        var result = ZeroShapes.Apply(network, Says(0.5, "Slice"));
        Assert.AreEqual("Gemm 'dense1' has another form now: the range of inputs that it reads", result.Notes.Single());
        Assert.AreEqual("[N, 7]", result.Network.Shapes[result.Network.Nodes[0].Output].ToString());
        Same.Behaviour(network, result.Network, "range");
    }

    [TestMethod]
    public void OfSeveralFormsTheFastestIsTaken()
    {
        // Channel 3 is dead, and so are the last row and column of all taps.
        var network = Images(second: (channel, tap) => channel < 3 && tap is 0 or 1 or 3 or 4 && channel < 3, pad: 0);
        var result = ZeroShapes.Apply(network, (variants, _) => [.. variants.Select(v => 1.0 / v.Nodes.Count)]);
        Assert.AreEqual("Conv 'conv2' has another form now: a smaller kernel behind a Slice and only the inputs that it reads", result.Notes.Single());
        Assert.AreEqual("[2, 3, 2, 2]", result.Network.Weights["conv2.weight"].Shape.ToString());
        Same.Behaviour(network, result.Network, "both");
    }

    [TestMethod]
    public void AFormThatMakesTheWholeNetworkSlowerGoesAgain()
    {
        var network = Images(first: (channel, tap) => channel > 0 && tap != 8, second: (channel, _) => channel > 0);
        // Alone both are faster, the second more; together they are slower.
        SpeedTimer timer = (variants, _) => [.. variants.Select(v => v.Nodes.Count(n => n.Operator is Slice) switch
        {
            0 => 1.0,
            1 => v.Nodes.Any(n => n.Name == "conv1" && n.Inputs[0] != "Features") && v.Nodes.Count(n => n.Operator is Conv) == 1 ? 0.8 : 0.5,
            _ => 1.2,
        })];
        var result = ZeroShapes.Apply(network, timer);
        Assert.Contains("Conv 'conv1' keeps its zeros: only the inputs that it reads is faster alone, but makes the network as a whole no faster", result.Notes);
        Assert.Contains("Conv 'conv2' has another form now: only the inputs that it reads", result.Notes);
        Assert.HasCount(1, result.Network.Nodes.Where(n => n.Operator is Slice));
    }

    [TestMethod]
    public void NodesThatShareAWeightChangeTogetherOrNotAtAll()
    {
        var make = new GraphMaker();
        var x = make.Input("x", -1, 6);
        var weight = make.Random("w", 6, 6, 4);
        var network = make.Build(make.Node(new Gemm(), x, weight), make.Node(new Gemm(), make.Relu(x), weight)).Set("w", (i, v) => i / 4 == 2 ? 0 : v);
        var result = ZeroShapes.Apply(network, Says(0.5, "Gather"));
        Assert.HasCount(2, result.Network.Nodes.Where(n => n.Operator is Gather));
        Assert.AreEqual("[5, 4]", result.Network.Weights["w"].Shape.ToString());
        // One of them is the network's output too.
        var given = network.With(outputs: [.. network.Outputs, new NetworkValue("w", ElementType.Float, null)]);
        result = ZeroShapes.Apply(given, Says(0.5, "Gather"));
        Assert.IsEmpty(result.Network.Nodes.Where(n => n.Operator is Gather));
        Assert.Contains("shares its weight", result.Notes[0]);
    }

    [TestMethod]
    public void MapsOfOpenSizeCannotBeMeasured()
    {
        var make = new GraphMaker();
        var network = make.Build(make.Conv(make.Input("x", -1, 2, -1, -1), 2, 3)).Set("conv1.weight", (i, v) => i % 9 > 2 ? v : 0);
        Assert.AreEqual("Conv 'conv1' keeps its zeros: the sizes of what it reads are not known, so that no other form could be measured", ZeroShapes.Apply(network, s_never).Notes.Single());
    }

    [TestMethod]
    public void WhateverIsMeasuredHereTheOutputsStay()
    {
        var network = Images(first: (channel, tap) => channel % 3 == 0 && tap is 3 or 5 && channel % 3 == 0, second: (channel, tap) => channel > 0 && tap < 6);
        var result = ZeroShapes.Apply(network, new OnnxTimer().Time);
        Same.Behaviour(network, result.Network, "measured");
        Assert.IsNotEmpty(result.Timings);
    }

    /// <summary>A step that does nothing else.</summary>
    private sealed class Step(NetworkEstimator previous) : NetworkEstimator(previous)
    {
        protected override string StepName => "ZeroShapes";

        protected override Network Run(Network network, RunContext run) => ZeroShapes.Apply(network, run);
    }

    [TestMethod]
    public void InAStepNotesGoToTheReportAndClockTimesToTheLog()
    {
        var ml = new MLContext(seed: 1);
        var logged = new List<string>();
        ml.Log += (_, e) => logged.Add(e.Message);
        var network = TinyImages.Network().Set("conv1.weight", (i, v) => i % 3 == 2 ? 0 : v);
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(new Step(ml.Compaction().From(network))).Fit(TinyImages.View(ml));
        var notes = model.LastTransformer.Report!.Steps.Single().Notes;
        Assert.StartsWith("Conv 'conv1'", notes.Single());
        Assert.DoesNotContain(" ms", notes.Single());
        Assert.Contains(l => l.Contains("Conv 'conv1', batch 64:", StringComparison.Ordinal) && l.Contains(" ms", StringComparison.Ordinal), logged);
        Same.Behaviour(network, model.LastTransformer.Network, "in a step");
    }
}
