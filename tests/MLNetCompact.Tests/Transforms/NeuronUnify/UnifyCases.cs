using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNetCompact.Tests;

/// <summary>Networks with random rows, for tests that look inside.</summary>
internal static class UnifyCases
{
    /// <summary>Rows without labels that count.</summary>
    public static Rows Rows(Network network, int count, int seed = 1)
    {
        var (random, size) = (new Random(seed), (int)network.Inputs[0].Shape!.ElementsPerRow);
        return new Rows([.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, size).Select(_ => (float)(random.NextDouble() * 2 - 0.7)).ToArray())], new float[count]);
    }

    public static RunContext Run(Rows rows)
    {
        var ml = new MLContext(seed: 1);
        var channel = ((IHostEnvironment)ml).Register("test").Start("test");
        return new RunContext(ml, channel, new() { ValidationFraction = 0 }, new("Label", LearningTask.Regression, 1, NumberDataViewType.Single, null), rows, 1);
    }

    public static Network Unify(Network network, NeuronUnifyOptions options, Rows rows)
    {
        using var unifier = new Unifier(network, options, Run(rows));
        return unifier.Run();
    }

    /// <summary>What a network makes at a value, row after row.</summary>
    public static float[] Values(Network network, string value, Rows rows)
    {
        var all = new List<float>();
        using var activations = new Activations(network, [value]);
        for (var start = 0; start < rows.Count; start += activations.BatchSize)
        {
            var count = Math.Min(activations.BatchSize, rows.Count - start);
            using var batch = activations.Run(rows, start, count);
            for (var row = 0; row < count; row++)
                all.AddRange(batch.Of(0, row));
        }
        return [.. all];
    }

    /// <summary>The mean squared difference of two networks at a value, over the variance of its rows in the first.</summary>
    public static double Change(Network before, Network after, string value, Rows rows, double[]? strengths = null)
    {
        var (was, now) = (Values(before, value, rows), Values(after, value, rows));
        var (channels, each) = ((int)before.Shapes[value][1], was.Length / rows.Count);
        var (change, variance) = (was.Select((a, i) => Math.Pow(Strength(i % each / (each / channels)) * (a - (double)now[i]), 2)).Sum(), 0.0);
        for (var c = 0; c < channels; c++)
        {
            var own = Enumerable.Range(0, was.Length).Where(i => i % each / (each / channels) == c).Select(i => (double)was[i]).ToArray();
            var mean = own.Average();
            variance += own.Sum(v => Math.Pow(Strength(c) * (v - mean), 2));
        }
        return change / variance;

        double Strength(int channel) => strengths?[channel] ?? 1;
    }
}
