using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class OperatorTests
{
    private const int Rows = 3;

    private static readonly Dictionary<string, Form> s_forms = Forms.All.ToDictionary(f => f.Name);

    public static IEnumerable<object[]> All => s_forms.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(All))]
    public void AnOperatorComputesWhatOnnxRuntimeDoes(string name)
    {
        var network = s_forms[name].Network;
        var input = Input(network, 1);
        var expected = OrtExecutor.Run(network.ToOnnx(), new Dictionary<string, ReferenceTensor> { ["x"] = input }).Values.Single();
        using var torchNetwork = new TorchNetwork(network, CPU);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var found = torchNetwork.Forward(Tensor(input));
        CollectionAssert.AreEqual(expected.Dims, found.shape.Select(d => (int)d).ToArray(), $"[{string.Join(", ", expected.Dims)}], not [{string.Join(", ", found.shape)}]");
        Near(expected.Values, Numbers(found), 1e-5);
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void GradientsAreThoseOfFiniteDifferences(string name)
    {
        var form = s_forms[name];
        if (!form.IsSmooth)
            return;
        var network = form.Network;
        using var torchNetwork = new TorchNetwork(network, CPU);
        using var scope = NewDisposeScope();
        var input = Tensor(Input(network, 2));
        var output = torchNetwork.Forward(input);
        var random = new Random(3);
        var shares = Enumerable.Range(0, (int)output.NumberOfElements).Select(_ => random.NextSingle() * 2 - 1).ToArray();
        var gradients = autograd.grad([output.mul(tensor(shares, output.shape)).sum()], [.. torchNetwork.Parameters]);
        using var _ = no_grad();
        for (var i = 0; i < torchNetwork.Parameters.Count; i++)
        {
            var parameter = torchNetwork.Parameters[i];
            var direction = Enumerable.Range(0, (int)parameter.NumberOfElements).Select(_ => random.NextSingle() * 2 - 1).ToArray();
            var move = tensor(direction, parameter.shape);
            var told = Numbers(gradients[i]).Zip(direction, (g, d) => (double)g * d).Sum();
            const float step = 5e-4f;
            parameter.add_(move, step);
            var after = Loss();
            parameter.add_(move, -2 * step);
            var before = Loss();
            parameter.add_(move, step);
            var size = Numbers(gradients[i]).Zip(direction, (g, d) => Math.Abs((double)g * d)).Sum();
            Assert.AreEqual((after - before) / (2 * step), told, 0.02 * Math.Max(size, 0.05), $"weight {i}");
        }

        double Loss()
        {
            using var inner = NewDisposeScope();
            return Numbers(torchNetwork.Forward(input)).Zip(shares, (y, s) => (double)y * s).Sum();
        }
    }

    [TestMethod]
    public void EveryOperatorIsTested()
    {
        var tested = s_forms.Values.SelectMany(f => f.Network.Nodes).Select(n => n.Operator.GetType()).ToHashSet();
        var known = typeof(Operator).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(Operator)) && !t.IsAbstract && t != typeof(OpaqueOp));
        CollectionAssert.AreEqual(Array.Empty<string>(), known.Where(t => !tested.Contains(t)).Select(t => t.Name).ToArray());
    }

    [TestMethod]
    [DataRow("cubic", "half_pixel", "mode 'cubic'")]
    [DataRow("linear", "tf_crop_and_resize", "coordinate_transformation_mode 'tf_crop_and_resize'")]
    public void AScalingThatCannotBeTrainedIsRefusedByName(string mode, string coordinates, string expected)
    {
        var network = Form.Of("refused", [2, 4, 4], new Resize { Mode = mode, CoordinateTransformationMode = coordinates }, f => ["", "", f.Integers(1, 2, 8, 8)]).Network;
        var error = Assert.ThrowsExactly<NotSupportedException>(() => new TorchNetwork(network, CPU));
        StringAssert.Contains(error.Message, "Resize 'n2'");
        StringAssert.Contains(error.Message, expected);
    }

    /// <summary>Differences are at most so much of the largest value.</summary>
    internal static void Near(IReadOnlyList<double> expected, float[] found, double relative)
    {
        var largest = Math.Max(1e-3, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Count; i++)
            Assert.AreEqual(expected[i], found[i], relative * largest, $"output {i} of {expected.Count}");
    }

    internal static ReferenceTensor Input(Network network, int seed) =>
        ReferenceTensor.Random(new Random(seed), [Rows, .. network.Inputs[0].Shape!.Skip(1).Select(d => (int)d)]);

    internal static Tensor Tensor(ReferenceTensor values) => tensor([.. values.Values.Select(v => (float)v)], [.. values.Dims.Select(d => (long)d)]);

    internal static float[] Numbers(Tensor tensor) => tensor.detach().cpu().contiguous().data<float>().ToArray();
}
