using System.Globalization;
using FourTogether;
using MLNetCompact.Operators;
using MLNetCompact.RealData;

namespace MLNetCompact.Benchmarks;

/// <summary>A dense network on MNIST, and what a step makes of it at several points, with three seeds.</summary>
public abstract class MnistTrials : ITrials
{
    /// <summary>The point that is the dense network.</summary>
    public const string Base = "base";

    public abstract string Name { get; }

    public abstract string Description { get; }

    public virtual IReadOnlyList<int> Seeds { get; } = [1, 2, 3];

    /// <summary>The dense networks are shared by all benchmarks of the same network and training.</summary>
    public TrialFolder Folder(string point, bool choosing) =>
        Dense(point) is { } training ? new($"dense-{DenseName}", new { Training = training, Images }, choosing) : new(Name, new { Training, Point = Points.Single(p => p.Name == point) }, choosing);

    public virtual IReadOnlyList<IReadOnlyList<string>> Rounds => [[Base], [.. Points.Select(p => p.Name)]];

    /// <summary>How many of the training images are used.</summary>
    protected virtual int Images => 60_000;

    /// <summary>The images.</summary>
    protected virtual ImageData Data => Mnist.Load();

    /// <summary>What the dense network is called.</summary>
    protected abstract string DenseName { get; }

    /// <summary>How the dense network is trained.</summary>
    protected abstract TrainingOptions Training { get; }

    protected abstract IReadOnlyList<TrialPoint> Points { get; }

    public Measurement Run(CancellationToken cancel) => TrialRunner.Run(this, cancel);

    public void Train(string point, int seed, bool choosing, CancellationToken cancel) => new MnistTraining(Folder(point, choosing), choosing, Images, Data, cancel).Run(point, seed, Dense(point) is { } training
        ? catalog => catalog.NeuralNetwork(Fresh(seed), training)
        : catalog => Step(catalog.From(Start(point, seed, choosing)), Points.Single(p => p.Name == point).Options));

    public Measurement Summary(IReadOnlyList<Trial> trials, CancellationToken cancel)
    {
        var (rows, claims) = (new List<IReadOnlyDictionary<string, object>>(), new List<Claim>());
        var byPoint = trials.GroupBy(t => t.Point).ToDictionary(g => g.Key, g => g.ToArray());
        var all = byPoint.ToDictionary(p => p.Key, p => p.Value.Select(t => Folder(t.Point, choosing: false).Network(t.Point, t.Seed)).ToArray());
        foreach (var (name, own) in byPoint)
        {
            var networks = all[name];
            rows.Add(Row(name, own, networks, all[Base]));
            if (Points.SingleOrDefault(p => p.Name == name) is not { } point)
                continue;
            if (point.MostError is { } most)
                claims.Add(Claim.AtMost($"{name}: test error, mean of {own.Length} seeds, %", Math.Round(own.Average(t => 100 * t.Error), 3), most, point.Source));
            claims.AddRange(Structure(point, networks));
        }
        Claims(trials, claims);
        Measure(all, rows, claims, cancel);
        return new Measurement(Seeds, rows, claims);
    }

    protected abstract Network Fresh(int seed);

    /// <summary>How a point that is a dense network is trained; null for the others.</summary>
    protected virtual TrainingOptions? Dense(string point) => point == Base ? Training : null;

    /// <summary>The network that a point starts from.</summary>
    protected virtual Network Start(string point, int seed, bool choosing) => Folder(Base, choosing).Network(Base, seed);

    /// <summary>What the structures of a point's networks have to be.</summary>
    protected abstract IEnumerable<Claim> Structure(TrialPoint point, IReadOnlyList<Network> networks);

    /// <summary>What is claimed of the errors together.</summary>
    protected virtual void Claims(IReadOnlyList<Trial> trials, List<Claim> claims)
    {
    }

    /// <summary>What else is measured.</summary>
    /// <param name="networks">The networks of each point, in the order of the seeds.</param>
    /// <param name="rows">Gets the figures.</param>
    /// <param name="claims">Gets what is claimed of them.</param>
    /// <param name="cancel">Ends it.</param>
    protected virtual void Measure(IReadOnlyDictionary<string, Network[]> networks, List<IReadOnlyDictionary<string, object>> rows, List<Claim> claims, CancellationToken cancel)
    {
    }

    /// <summary>The structure of one network, for the table.</summary>
    protected virtual string Text(Network network) => string.Join("-", network.Nodes.Where(n => n.Operator is Conv or Gemm).Select(n => Filters(network, n.Name)));

    protected static int Filters(Network network, string layer) => View(network, layer).Rows;

    private protected static LinearView View(Network network, string layer) => LinearView.Of(network.Nodes.Single(n => n.Name == layer), network)!;

    private static NetworkEstimator Step(NetworkEstimator previous, object options) => options switch
    {
        StructuredSparsityOptions sparsity => previous.StructuredSparsity(sparsity),
        PruneRetrainOptions pruning => previous.PruneRetrain(pruning),
        NeuronUnifyOptions unification => previous.NeuronUnify(unification),
        ClusterThenTrain clustering => clustering.After(previous),
        FourSteps all => all.After(previous),
        _ => throw new ArgumentException($"No step has {options.GetType().Name}.", nameof(options)),
    };

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
