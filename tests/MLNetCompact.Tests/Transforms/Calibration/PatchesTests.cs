using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class PatchesTests
{
    [TestMethod]
    public void AWeightTimesItsPatchIsWhatTheLayerMakes()
    {
        var compared = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var network = RandomNetworks.Create(seed, 5);
            var inputs = RandomNetworks.Inputs(network, seed, rows: 1);
            foreach (var layer in PrunableLayer.Of(network))
            {
                if (Patches.Of(network, layer.Node) is not { } patches)
                    continue;
                var values = ReferenceExecutor.Run(network.With(nodes: network.Nodes.TakeWhile(n => n != layer.Node).Append(layer.Node), outputs: [.. new[] { layer.Node.Inputs[0], layer.Node.Output }
                    .Where(v => network.Inputs.All(i => i.Name != v)).Select(v => new NetworkValue(v, ElementType.Float, network.Shapes[v]))]), inputs);
                var read = (values.GetValueOrDefault(layer.Node.Inputs[0]) ?? inputs[layer.Node.Inputs[0]]).Values.Select(v => (float)v).ToArray();
                Compare(network, layer, patches, read, values[layer.Node.Output], $"seed {seed}: {layer.Node}");
                compared++;
            }
        }
        Assert.IsTrue(compared > 300, $"{compared}");
    }

    private static void Compare(Network network, PrunableLayer layer, Patches patches, float[] read, ReferenceTensor made, string what)
    {
        var bias = layer.Node.Input(2) is { } name && network.WeightOrNull(name) is { } given ? given.Floats().ToArray() : [0f];
        var patch = new float[patches.Width];
        var (rows, alpha, beta) = (layer.View.Rows, (layer.Node.Operator as Gemm)?.Alpha ?? 1, (layer.Node.Operator as Gemm)?.Beta ?? 1);
        Assert.AreEqual(made.Values.Length, rows * patches.Places, what);
        for (var place = 0; place < patches.Places; place++)
        {
            for (var row = 0; row < rows; row++)
            {
                patches.Copy(read, row / (rows / layer.View.Group), place, patch);
                var (sum, i) = (0.0, 0);
                layer.View.Row(row, at => sum += (double)layer.Values[at] * patch[i++]);
                var expected = made.Values[layer.View.ChannelsLast ? place * rows + row : row * patches.Places + place];
                Assert.AreEqual(expected, alpha * sum + beta * bias[bias.Length == 1 ? 0 : row], 1e-3 * Math.Max(1, Math.Abs(expected)), $"{what}, place {place}, row {row}");
            }
        }
    }
}
