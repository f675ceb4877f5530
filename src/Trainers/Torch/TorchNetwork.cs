using System.Runtime.InteropServices;
using MLNetCompact.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>A network whose weights are tensors that can be trained. It gives the network's first output; what that does not need is left as it is.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly Network _network;
    private readonly List<Node> _nodes;
    private readonly List<string[]> _readLast;
    private readonly SortedDictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Tensor> _statistics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> _constants = new(StringComparer.Ordinal);
    private readonly CodedTensors _coded;

    /// <param name="network">The network; it stays as it is.</param>
    /// <param name="device">What computes.</param>
    /// <param name="freezeNormalization">Whether batch normalizations keep their mean and variance.</param>
    /// <exception cref="NotSupportedException">The network has an operator that cannot be trained; the message names the node.</exception>
    public TorchNetwork(Network network, Device device, bool freezeNormalization = false)
    {
        _network = freezeNormalization ? network : TrainedWeights.WithOwnStatistics(network);
        _nodes = Needed(_network, gradientsOnly: false);
        foreach (var node in _nodes)
            TorchOperators.Check(node);
        Device = device;
        _readLast = ReadLast();
        _coded = new(device);
        var parameters = new List<Tensor>();
        foreach (var weight in TrainedWeights.Of(_network, Needed(_network, gradientsOnly: true)))
            parameters.AddRange(weight.Storage is CodedStorage ? _coded.Add(weight) : [_parameters[weight.Name] = new Parameter(TorchTensors.Of(weight, device), true)]);
        if (!freezeNormalization)
        {
            foreach (var weight in TrainedWeights.Statistics(_network, _nodes))
                _statistics[weight.Name] = TorchTensors.Of(weight, device).DetachFromDisposeScope();
        }
        foreach (var name in _nodes.SelectMany(n => n.Inputs).Distinct(StringComparer.Ordinal))
        {
            if (_network.WeightOrNull(name) is { } weight && !_parameters.ContainsKey(name) && !_coded.Contains(name) && !_statistics.ContainsKey(name))
                _constants[name] = TorchTensors.Of(weight, device).DetachFromDisposeScope();
        }
        Parameters = parameters;
        Statistics = [.. _statistics.Values];
    }

    public Device Device { get; }

    /// <summary>The shape of the rows.</summary>
    public Shape Input => _network.Inputs[0].Shape!;

    /// <summary>The trained tensors in the order of the weights' names: of a coded one its tables, of which one that several share stands at the first of them.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>The means and variances that batch normalizations measure while training, in the order of their names.</summary>
    public IReadOnlyList<Tensor> Statistics { get; }

    /// <summary>Whether dropout drops and batch normalizations measure; otherwise the network computes what its file does.</summary>
    public bool Training { get; set; }

    /// <summary>A batch normalization that has one value per channel and row, so that it cannot measure a batch of one row; null without.</summary>
    public Node? OneValueNormalization => _nodes.FirstOrDefault(n => TrainedWeights.Measures(_network, n) && Statistics.Count > 0
        && _network.Shapes.GetValueOrDefault(n.Inputs[0]) is { } shape && shape.Skip(2).All(d => d == 1));

    /// <summary>The weights that are trained as they are, not in a code, by name.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Named => _parameters.Select(p => (p.Key, (Tensor)p.Value));

    /// <summary>The tensor of the weight <paramref name="name"/>, or null if it is not trained, or trained in a code.</summary>
    public Tensor? Trained(string name) => _parameters.GetValueOrDefault(name);

    /// <summary>Rows to what the network gives for them.</summary>
    /// <exception cref="InvalidOperationException">A node cannot compute with what it reads; the message names it.</exception>
    public Tensor Forward(Tensor rows)
    {
        var values = _coded.Decode();
        for (var i = 0; i < _nodes.Count; i++)
        {
            var node = _nodes[i];
            var read = node.Inputs.Select(name => name.Length == 0 ? null : Find(name)).ToArray();
            using (var scope = NewDisposeScope())
            {
                var measures = Training && node.Operator is BatchNormalization && _statistics.ContainsKey(node.Inputs[3]);
                var made = Run(new TorchInputs(node, _network, read, Device, Training, measures));
                for (var o = 0; o < made.Count; o++)
                    values[node.Outputs[o]] = scope.MoveToOuter(read.Any(r => ReferenceEquals(r, made[o])) ? made[o].alias() : made[o]);
            }
            // The gradients need some of them, and hold these themselves.
            foreach (var name in _readLast[i])
            {
                if (values.Remove(name, out var done))
                    done.Dispose();
            }
        }
        return Find(_network.Outputs[0].Name);

        Tensor Find(string name) => values.GetValueOrDefault(name) ?? (name == _network.Inputs[0].Name ? rows
            : _parameters.TryGetValue(name, out var trained) ? trained : _statistics.GetValueOrDefault(name) ?? _constants[name]);
    }

    /// <summary>The rows <paramref name="indices"/> as a tensor of the network's input shape.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="indices">Which of them.</param>
    /// <param name="augmentation">How images are changed, or null for not at all.</param>
    public Tensor Batch(Rows rows, ReadOnlySpan<int> indices, Augmentation? augmentation = null)
    {
        var width = (int)Input.ElementsPerRow;
        var buffer = new float[indices.Length * width];
        for (var i = 0; i < indices.Length; i++)
        {
            var row = buffer.AsSpan(i * width, width);
            if (augmentation is null)
                rows.Features(indices[i]).CopyTo(row);
            else
                augmentation.Copy(rows.Features(indices[i]), row);
        }
        return tensor(buffer, [.. Input.With(0, indices.Length)], device: Device);
    }

    /// <summary>The network with the weights, means and variances as they are now.</summary>
    public Network ToNetwork() => _network.WithWeights(_parameters.Select(p => (p.Key, Value: (Tensor)p.Value)).Concat(_statistics.Select(s => (s.Key, s.Value)))
        .Select(t => _network.Weights[t.Key].With(TorchTensors.Floats(t.Value))).Concat(_coded.ToWeights()));

    public void Dispose()
    {
        foreach (var tensor in _parameters.Values.Concat(_statistics.Values).Concat(_constants.Values))
            tensor.Dispose();
        _coded.Dispose();
    }

    private static IReadOnlyList<Tensor> Run(TorchInputs inputs)
    {
        try
        {
            return TorchOperators.Run(inputs);
        }
        catch (ExternalException e)
        {
            throw new InvalidOperationException($"{inputs.Node} cannot be computed: {e.Message}", e);
        }
    }

    /// <summary>The nodes that the first output depends on; with <paramref name="gradientsOnly"/> those that gradients reach, which do not pass through integers.</summary>
    private static List<Node> Needed(Network network, bool gradientsOnly)
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal) { network.Outputs[0].Name };
        var needed = new List<Node>();
        foreach (var node in network.Nodes.Reverse().Where(n => n.Outputs.Any(wanted.Contains)))
        {
            if (gradientsOnly && TorchOperators.EndsGradients(node.Operator))
                continue;
            needed.Add(node);
            wanted.UnionWith(node.Inputs);
        }
        needed.Reverse();
        return needed;
    }

    /// <summary>For each node the values that no later one reads.</summary>
    private List<string[]> ReadLast()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { _network.Outputs[0].Name };
        var last = new List<string[]>();
        foreach (var node in Enumerable.Reverse(_nodes))
            last.Add([.. node.Inputs.Concat(node.Outputs).Where(n => n.Length > 0 && seen.Add(n))]);
        last.Reverse();
        return last;
    }
}
