using MLNetCompact.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>A network whose weights are tensors that can be trained.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly Network _network;
    private readonly SortedDictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);

    /// <exception cref="NotSupportedException">The network has an operator that cannot be trained; the message names the node.</exception>
    public TorchNetwork(Network network, Device device)
    {
        if (network.Nodes.FirstOrDefault(n => n.Operator is OpaqueOp) is { } opaque)
            throw new NotSupportedException($"{opaque} cannot be trained: its operator is not known.");
        (_network, Device) = (network, device);
        foreach (var weight in network.Weights.Values.Where(w => w.Type == ElementType.Float))
            _parameters[weight.Name] = new Parameter(tensor(weight.Values.ToArray(), [.. weight.Shape], device: device), true);
    }

    public Device Device { get; }

    /// <summary>The trained tensors in the order of their names.</summary>
    public IReadOnlyList<Tensor> Parameters => [.. _parameters.Values];

    /// <summary>The tensor of the weight <paramref name="name"/>.</summary>
    public Tensor this[string name] => _parameters[name];

    /// <summary>Rows to what the network gives for them.</summary>
    public Tensor Forward(Tensor rows)
    {
        var values = new Dictionary<string, Tensor>(StringComparer.Ordinal) { [_network.Inputs[0].Name] = rows };
        foreach (var node in _network.Nodes)
        {
            var inputs = node.Inputs.Select(i => i.Length == 0 ? null : values.GetValueOrDefault(i) ?? _parameters[i]).ToArray();
            values[node.Output] = TorchOperators.Run(node.Operator, inputs);
        }
        return values[_network.Outputs[0].Name];
    }

    /// <summary>The rows <paramref name="indices"/> as a tensor of the network's input shape.</summary>
    public Tensor Batch(Rows rows, ReadOnlySpan<int> indices)
    {
        var width = (int)_network.Inputs[0].Shape!.ElementsPerRow;
        var buffer = new float[indices.Length * width];
        for (var i = 0; i < indices.Length; i++)
            rows.Features(indices[i]).CopyTo(buffer.AsSpan(i * width));
        return tensor(buffer, [.. _network.Inputs[0].Shape!.With(0, indices.Length)], device: Device);
    }

    /// <summary>The network with the weights as they are now.</summary>
    public Network ToNetwork()
    {
        using var scope = NewDisposeScope();
        return _network.WithWeights(_parameters.Select(p => _network.Weights[p.Key].With(p.Value.detach().cpu().data<float>().ToArray())));
    }

    public void Dispose()
    {
        foreach (var parameter in _parameters.Values)
            parameter.Dispose();
    }
}
