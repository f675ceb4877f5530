using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>Reads modules that change dimensions only, and dropout.</summary>
internal static class ModuleShapes
{
    /// <summary>So many numbers that dropout leaves one, if it leaves any.</summary>
    private const int Sample = 4096;

    /// <summary>Shares are given with fewer decimals than this.</summary>
    private const int Decimals = 6;

    /// <summary>Flatten and Unflatten keep the order of the numbers, so the dimensions tell all.</summary>
    public static void Reshape(ModuleStep step)
    {
        var dims = step.Made.Dims;
        if (dims.Length == 2)
            step.Graph.Add(step.Path, new Flatten());
        else
            step.Graph.Add(step.Path, new Reshape(), Weight.Of($"{step.Path}.shape", new Shape(dims.Length), (long[])[0, .. dims[1..]]));
    }

    /// <summary>What is left of ones in training is 1 / (1 - share).</summary>
    public static void Dropout(ModuleStep step)
    {
        // As many channels as numbers, where whole channels are dropped.
        long[] dims = [1, Sample, .. Enumerable.Repeat(1L, step.Read.Dims.Length - 2)];
        var left = step.Run.ForwardInTraining(step.Leaf, ModuleValue.Along(0, _ => 1, dims)).Values.Max();
        if (left == 0)
            throw new NotSupportedException($"{step.Leaf} drops everything in training; expected a share below 1.");
        var share = 1 - 1 / (double)left;
        if (Math.Round(share, Decimals) is var round && (float)(1 / (1 - round)) is var same && Math.Abs(same - left) <= 2e-7f * left)
            share = round;
        step.Graph.Add(step.Path, new Dropout(), Weight.Of($"{step.Path}.ratio", new Shape(), [(float)share]));
    }
}
