using System.Globalization;
using MLNetCompact.Operators;

namespace MLNetCompact.Benchmarks;

/// <summary>A dense network on MNIST, and what group lasso makes of it at several points, with three seeds.</summary>
public abstract class SparsityTrials : ITrials
{
    private const string Base = "base";

    public abstract string Name { get; }

    public abstract string Description { get; }

    public virtual IReadOnlyList<int> Seeds { get; } = [1, 2, 3];

    public object Settings => new { Training, Points };

    public IReadOnlyList<IReadOnlyList<string>> Rounds => [[Base], [.. Points.Select(p => p.Name)]];

    /// <summary>How the dense network is trained.</summary>
    protected abstract TrainingOptions Training { get; }

    protected abstract IReadOnlyList<SparsityPoint> Points { get; }

    public Measurement Run(CancellationToken cancel) => TrialRunner.Run(this, cancel);

    public void Train(string point, int seed, TrialFolder folder, bool choosing, CancellationToken cancel) => new MnistTraining(folder, choosing, cancel).Run(point, seed, point == Base
        ? catalog => catalog.NeuralNetwork(Fresh(seed), Training)
        : catalog => catalog.From(Network.Load(folder.Onnx(Base, seed))).StructuredSparsity(Points.Single(p => p.Name == point).Options));

    public Measurement Summary(IReadOnlyList<Trial> trials, TrialFolder folder, CancellationToken cancel)
    {
        var (rows, claims) = (new List<IReadOnlyDictionary<string, object>>(), new List<Claim>());
        var byPoint = trials.GroupBy(t => t.Point).ToDictionary(g => g.Key, g => g.ToArray());
        foreach (var (name, own) in byPoint)
        {
            var networks = own.Select(t => t.Network(folder)).ToArray();
            rows.Add(Row(name, own, networks, byPoint[Base].Select(t => t.Network(folder)).ToArray()));
            if (Points.SingleOrDefault(p => p.Name == name) is not { } point)
                continue;
            if (point.MostError is { } most)
                claims.Add(Claim.AtMost($"{name}: test error, mean of {own.Length} seeds, %", Math.Round(own.Average(t => 100 * t.Error), 3), most, point.Source));
            claims.AddRange(Structure(point, networks));
        }
        Measure(byPoint.ToDictionary(p => p.Key, p => p.Value.Select(t => t.Network(folder)).ToArray()), byPoint, rows, claims, cancel);
        return new Measurement(Seeds, rows, claims);
    }

    protected abstract Network Fresh(int seed);

    /// <summary>What the structures of a point's networks have to be.</summary>
    protected abstract IEnumerable<Claim> Structure(SparsityPoint point, IReadOnlyList<Network> networks);

    /// <summary>What else is measured.</summary>
    protected virtual void Measure(IReadOnlyDictionary<string, Network[]> networks, IReadOnlyDictionary<string, Trial[]> trials, List<IReadOnlyDictionary<string, object>> rows, List<Claim> claims,
        CancellationToken cancel)
    {
    }

    /// <summary>The structure of one network, for the table.</summary>
    protected virtual string Text(Network network) => string.Join("-", network.Nodes.Where(n => n.Operator is Conv or Gemm).Select(n => Filters(network, n.Name)));

    protected static long Filters(Network network, string layer) => network.Nodes.Single(n => n.Name == layer) is var node && LinearView.Of(node, network) is { } view ? view.Rows : 0;

    private protected static PlaceView Places(Network network, string layer) =>
        network.Nodes.Single(n => n.Name == layer) is var node ? new PlaceView(LinearView.Of(node, network)!, network.Weights[node.Inputs[1]].Floats()) : throw new InvalidOperationException();

    private Dictionary<string, object> Row(string name, Trial[] trials, Network[] networks, Network[] dense)
    {
        var errors = trials.Select(t => 100 * t.Error).ToArray();
        var (costs, before) = (networks.Select(NetworkCost.Of).ToArray(), dense.Select(NetworkCost.Of).ToArray());
        return new()
        {
            ["point"] = name, ["test error %, mean"] = Math.Round(errors.Average(), 3), ["range"] = string.Create(CultureInfo.InvariantCulture, $"{errors.Min():0.00} to {errors.Max():0.00}"),
            ["structure per seed"] = string.Join(", ", networks.Select(Text)), ["multiply-adds, % of dense"] = Math.Round(100 * costs.Zip(before, (a, b) => (double)a.MultiplyAdds / b.MultiplyAdds).Average(), 2),
            ["parameters, % of dense"] = Math.Round(100 * costs.Zip(before, (a, b) => (double)a.Parameters / b.Parameters).Average(), 2), ["training s, mean"] = Math.Round(trials.Average(t => t.Seconds)),
        };
    }
}
