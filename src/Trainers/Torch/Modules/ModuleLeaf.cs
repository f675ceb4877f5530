using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>A module that holds no others, and its path in the model: "1.2" is the child "2" of the child "1".</summary>
internal sealed class ModuleLeaf
{
    private readonly Dictionary<string, Parameter> _parameters;

    private ModuleLeaf(string path, nn.Module<Tensor, Tensor> module)
    {
        (Path, Module) = (path, module);
        _parameters = module.named_parameters().ToDictionary(p => p.name, p => p.parameter, StringComparer.Ordinal);
    }

    public string Path { get; }

    public nn.Module<Tensor, Tensor> Module { get; }

    /// <summary>TorchSharp's name of the module: Conv2d.</summary>
    public string Kind => Module.GetType().Name;

    public IEnumerable<Parameter> Parameters => _parameters.Values;

    /// <summary>The modules in the order in which they are run.</summary>
    /// <exception cref="NotSupportedException">A module is of another kind than <paramref name="kinds"/>, or is not run as a Sequential runs its modules.</exception>
    public static IReadOnlyList<ModuleLeaf> Of(Sequential root, IReadOnlyCollection<string> kinds)
    {
        var leaves = new List<ModuleLeaf>();
        Add(root, "");
        return leaves;

        void Add(nn.Module module, string path)
        {
            var (type, place) = (module.GetType(), path.Length == 0 ? $"The model ({module.GetType().Name})" : $"{path} ({module.GetType().Name})");
            if (module is Sequential)
            {
                if (type.GetMethod(nameof(Sequential.forward), [typeof(Tensor)])!.DeclaringType != typeof(Sequential))
                    throw new NotSupportedException($"{place} has a forward() of its own; expected a Sequential that runs its modules one after the other.");
                foreach (var (name, child) in module.named_children())
                    Add(child, path.Length == 0 ? name : $"{path}.{name}");
            }
            // A user's module may bear the name of a known one.
            else if (type.Assembly != typeof(Sequential).Assembly || !kinds.Contains(type.Name) || module is not nn.Module<Tensor, Tensor> leaf)
                throw new NotSupportedException($"{place} cannot be read; expected Sequential, or one of TorchSharp's {string.Join(", ", kinds.Order(StringComparer.Ordinal))}.");
            else
                leaves.Add(new(path, leaf));
        }
    }

    /// <summary>The trained tensor of that name, or null without.</summary>
    public Parameter? Parameter(string name) => _parameters.GetValueOrDefault(name);

    /// <summary>A copy of the trained tensor of that name as a weight of the network, or null without.</summary>
    public Weight? Weight(string name) => Parameter(name) is { } parameter ? Weight(name, parameter) : null;

    /// <summary>A copy of a tensor as a weight of the network.</summary>
    /// <exception cref="NotSupportedException">It is not of 32-bit floating point.</exception>
    /// <exception cref="InvalidOperationException">It has a number that is not finite.</exception>
    public Weight Weight(string name, Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float32)
            throw new NotSupportedException($"{this}: {name} has elements of type {tensor.dtype}; expected Float32: convert the model with to(ScalarType.Float32).");
        using var scope = NewDisposeScope();
        var values = TorchTensors.Floats(tensor.contiguous());
        if (!values.All(float.IsFinite))
            throw new InvalidOperationException($"{this}: {name} has a number that is not finite.");
        return MLNetCompact.Weight.Of($"{Path}.{name}", new Shape(tensor.shape), values);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Path} ({Kind})";
}
