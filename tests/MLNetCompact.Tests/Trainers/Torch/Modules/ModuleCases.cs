using MLNetCompact.Tests.Tools;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

/// <summary>What tests of models made with TorchSharp share.</summary>
internal static class ModuleCases
{
    /// <summary>Gives normalizations means, variances, scales and biases as if they had been trained.</summary>
    public static Sequential Trained(Sequential model, Random random)
    {
        using var quiet = no_grad();
        foreach (var (_, module) in model.named_modules())
        {
            var (mean, variance) = module switch
            {
                BatchNorm1d norm => (norm.running_mean, norm.running_var),
                BatchNorm2d norm => (norm.running_mean, norm.running_var),
                _ => (null, null),
            };
            if (mean is null)
                continue;
            Set(mean, random, -1, 1);
            Set(variance!, random, 0.5, 2);
            foreach (var (_, parameter) in module.named_parameters())
                Set(parameter, random, -2, 2);
        }
        return model;
    }

    public static void Set(Tensor tensor, Random random, double least, double most)
    {
        using var values = TorchTensors.Of([.. Enumerable.Range(0, (int)tensor.NumberOfElements).Select(_ => (float)(least + (most - least) * random.NextDouble()))], tensor.shape, CPU);
        tensor.copy_(values);
    }

    /// <summary>What the model gives in use.</summary>
    public static ReferenceTensor Output(Sequential model, ReferenceTensor rows)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        model.eval();
        var made = model.call(TorchTensors.Of(Array.ConvertAll(rows.Values, v => (float)v), [.. rows.Dims.Select(d => (long)d)], CPU));
        return new([.. made.shape.Select(d => (int)d)], Array.ConvertAll(TorchTensors.Floats(made.contiguous()), v => (double)v));
    }

    /// <summary>The model's network; it gives what the model gives in plain loops, in ONNX Runtime, and as it is trained.</summary>
    public static Network Check(Sequential model, int[] row, string what)
    {
        var network = model.ToNetwork(row);
        var rows = ReferenceTensor.Random(new Random(7), [3, .. row]);
        rows = rows with { Values = Array.ConvertAll(rows.Values, v => 4 * v) };
        var inputs = new Dictionary<string, ReferenceTensor> { ["Features"] = rows };
        var expected = new Dictionary<string, ReferenceTensor> { ["Score"] = Output(model, rows) };
        Same.Outputs(expected, ReferenceExecutor.Run(network, inputs), $"{what} (reference)");
        Same.Outputs(expected, OrtExecutor.Run(network.ToOnnx(), inputs), $"{what} (ONNX Runtime)");
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var trained = new TorchNetwork(network, CPU);
        var made = trained.Forward(TorchTensors.Of(Array.ConvertAll(rows.Values, v => (float)v), [.. rows.Dims.Select(d => (long)d)], CPU));
        var found = new ReferenceTensor([.. made.shape.Select(d => (int)d)], Array.ConvertAll(TorchTensors.Floats(made.contiguous()), v => (double)v));
        Same.Outputs(expected, new Dictionary<string, ReferenceTensor> { ["Score"] = found }, $"{what} (trained)");
        return network;
    }

    /// <summary>The numbers of the tensor called so in the model's state.</summary>
    public static float[] Numbers(Sequential model, string name) => TorchTensors.Floats(model.named_parameters().Single(p => p.name == name).parameter);
}
