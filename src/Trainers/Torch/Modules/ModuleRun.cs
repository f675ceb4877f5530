using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>Runs the modules of a model as in use, not in training. Disposing it leaves the model as it was found.</summary>
internal sealed class ModuleRun : IDisposable
{
    private readonly List<(nn.Module Module, bool Training)> _modes = [];
    private readonly (bool Products, bool Convolutions) _rounding;

    public ModuleRun(Sequential root, IReadOnlyList<ModuleLeaf> leaves)
    {
        Device = leaves.SelectMany(l => l.Parameters).FirstOrDefault()?.device ?? CPU;
        Remember(root);
        root.eval();
        if (Device.type == DeviceType.CUDA)
        {
            _rounding = (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32);
            (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = (false, false);
        }
    }

    /// <summary>Where the model's weights are.</summary>
    public Device Device { get; }

    /// <summary>What a module, with its hooks, makes of these numbers.</summary>
    /// <exception cref="ArgumentException">It cannot read them; the message begins with <paramref name="name"/>.</exception>
    public ModuleValue Call(nn.Module<Tensor, Tensor> module, string name, ModuleValue read)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        try
        {
            return ModuleValue.Of(module.call(Tensor(read)));
        }
        catch (Exception e) when (e is ExternalException or ArgumentException or InvalidOperationException)
        {
            throw new ArgumentException($"{name} cannot read rows {new Shape(read.Dims[1..])}: {e.Message.Split('\n')[0]}", e);
        }
    }

    /// <summary>What a module alone makes of these numbers.</summary>
    public ModuleValue Forward(ModuleLeaf leaf, ModuleValue read)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return ModuleValue.Of(leaf.Module.forward(Tensor(read)));
    }

    /// <summary>What a module alone makes of these numbers in training; torch's random numbers go on as if it had not run.</summary>
    public ModuleValue ForwardInTraining(ModuleLeaf leaf, ModuleValue read)
    {
        using var scope = NewDisposeScope();
        var random = get_rng_state();
        leaf.Module.train();
        try
        {
            return Forward(leaf, read);
        }
        finally
        {
            leaf.Module.eval();
            set_rng_state(random);
        }
    }

    /// <summary>The numbers as a tensor where the model is.</summary>
    public Tensor Tensor(ModuleValue value) => TorchTensors.Of(value.Values, value.Dims, Device);

    public void Dispose()
    {
        // The outer ones first: they set those inside them too.
        foreach (var (module, training) in _modes)
            module.train(training);
        if (Device.type == DeviceType.CUDA)
            (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = _rounding;
    }

    private void Remember(nn.Module module)
    {
        _modes.Add((module, module.training));
        foreach (var (_, child) in module.named_children())
            Remember(child);
    }
}

/// <summary>A tensor's numbers in row-major order, and its dimensions.</summary>
internal sealed record ModuleValue(float[] Values, long[] Dims)
{
    public static ModuleValue Of(Tensor tensor) => new(TorchTensors.Floats(tensor.contiguous()), tensor.shape);

    /// <summary>Numbers that depend on the place along one dimension only.</summary>
    public static ModuleValue Along(int dimension, Func<long, float> number, params long[] dims)
    {
        var inner = dims[(dimension + 1)..].Aggregate(1L, (product, d) => product * d);
        var values = new float[dims.Aggregate(1L, (product, d) => checked(product * d))];
        for (var i = 0; i < values.Length; i++)
            values[i] = number(i / inner % dims[dimension]);
        return new(values, dims);
    }
}
