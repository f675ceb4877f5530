using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace MLNetCompact;

/// <summary>Compares what modules make with what the network makes of the same rows in ONNX Runtime.</summary>
internal static class ModuleCheck
{
    /// <summary>The largest difference, relative to the largest number, that sums in another order may make.</summary>
    private const double Tolerance = 1e-3;

    /// <param name="network">The network that gives what each module became.</param>
    /// <param name="rows">What it reads.</param>
    /// <param name="modules">The modules in order, the value that each became, and what each makes.</param>
    /// <exception cref="NotSupportedException">A module makes something else; the message names the first.</exception>
    public static void Compare(Network network, ModuleValue rows, IEnumerable<(ModuleLeaf Leaf, string Value, ModuleValue Made)> modules)
    {
        using var options = new SessionOptions();
        using var session = new InferenceSession(network.ToOnnx(), options);
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(rows.Values, rows.Dims);
        string[] names = [.. network.Outputs.Select(o => o.Name)];
        using var outputs = session.Run(run, [network.Inputs[0].Name], [input], names);
        foreach (var (leaf, value, made) in modules.Where(m => m.Value != network.Inputs[0].Name))
        {
            var found = outputs[Array.IndexOf(names, value)];
            var dims = found.GetTensorTypeAndShape().Shape;
            if (!dims.AsSpan().SequenceEqual(made.Dims))
                throw new NotSupportedException($"{leaf} makes {new Shape(made.Dims)}, the network {new Shape(dims)}: this form of the module cannot be read.");
            if (Difference(made.Values, found.GetTensorDataAsSpan<float>()) is { } difference)
                throw new NotSupportedException($"{leaf} makes other numbers than the network, {difference}: this form of the module cannot be read.");
        }
    }

    /// <exception cref="NotSupportedException">The model makes something else than its modules one after the other.</exception>
    public static void Compare(ModuleValue model, ModuleValue modules)
    {
        if (!model.Dims.AsSpan().SequenceEqual(modules.Dims) || Difference(modules.Values, model.Values) is not null)
            throw new NotSupportedException("The model makes something else than its modules one after the other: does a hook change it?");
    }

    /// <summary>How far off the numbers are, in words; null if they are the same.</summary>
    private static string? Difference(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        double largest = 0, difference = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs((double)expected[i]));
            // Math.Max hands NaN on.
            difference = Math.Max(difference, Math.Abs((double)expected[i] - found[i]));
        }
        return difference <= Tolerance * largest && double.IsFinite(difference) ? null : string.Create(CultureInfo.InvariantCulture, $"by {difference:g3} where the largest is {largest:g3}");
    }
}
