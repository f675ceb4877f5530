namespace MLNetCompact.Tests.Tools;

/// <summary>A value or weight of a network that is being made, with what it holds for each of the draft's samples.</summary>
internal sealed record GraphValue(string Name, ElementType Type, ReferenceTensor[] Samples)
{
    /// <summary>The dimensions in the first sample.</summary>
    public int[] Dims => Samples[0].Dims;

    public int Rank => Dims.Length;

    public int Channels => Dims[1];

    /// <summary>The elements of one row.</summary>
    public int Features => Samples[0].Values.Length / Dims[0];

    public double Largest => Samples.Max(s => s.LargestMagnitude);

    /// <summary>How much the numbers differ within a channel, compared with the largest of all.</summary>
    public double Liveliness => Largest == 0 ? 0 : Math.Sqrt(Enumerable.Range(0, Channels).Max(c => Statistics(c).Variance)) / Largest;

    public int this[int axis] => Dims[axis];

    /// <summary>The size of a dimension in the smallest sample.</summary>
    public int Least(int axis) => Samples.Min(s => s.Dims[axis]);

    /// <summary>Mean and variance of a channel over all samples.</summary>
    public (double Mean, double Variance) Statistics(int channel)
    {
        var (count, sum, squares) = (0, 0.0, 0.0);
        foreach (var sample in Samples)
        {
            var pixels = sample.Count(2, sample.Rank);
            for (var i = 0; i < sample.Dims[0] * pixels; i++)
            {
                var value = sample.Values[(i / pixels * sample.Dims[1] + channel) * pixels + i % pixels];
                (count, sum, squares) = (count + 1, sum + value, squares + value * value);
            }
        }
        var mean = sum / count;
        return (mean, Math.Max(0, squares / count - mean * mean));
    }

    /// <summary>Whether a dimension behind the batch differs between samples: it is not known before the network runs.</summary>
    public bool Varies => Samples.Any(s => !s.Dims.SequenceEqual(Dims));

    /// <summary>Whether the dimensions are the same in every sample, but for one.</summary>
    public bool Fits(GraphValue other, int except = -1) => Rank == other.Rank
        && Samples.Zip(other.Samples).All(s => s.First.Dims.Zip(s.Second.Dims).Where((d, i) => i != except && d.First != d.Second).FirstOrDefault() == default);
}
