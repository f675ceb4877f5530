using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules one after the other; the tensors between them are freed as they pass.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<nn.Module<Tensor, Tensor>> _sequence = [];

    protected Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules) append(name, module);
    }

    protected Sequential(params nn.Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules) append(module);
    }

    public int Count => _sequence.Count;

    public nn.IModule<Tensor, Tensor> this[int index] => _sequence[index];

    public Sequential append(nn.IModule<Tensor, Tensor> module) => append(_sequence.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), module);

    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        var part = (nn.Module<Tensor, Tensor>)module;
        _sequence.Add(part);
        register_module(name, part);
        return this;
    }

    public override Tensor forward(Tensor tensor)
    {
        var current = tensor.alias();
        foreach (var module in _sequence)
        {
            var next = module.call(current);
            if (!ReferenceEquals(next, current)) current.Dispose();
            current = next;
        }
        return current;
    }

    internal static Sequential Of(IEnumerable<(string, nn.Module<Tensor, Tensor>)> modules) => new([.. modules]);

    internal static Sequential Of(IEnumerable<nn.Module<Tensor, Tensor>> modules) => new([.. modules]);
}
