namespace MLNetCompact;

/// <summary>Mean and variance of each channel of a value, over rows and places.</summary>
internal sealed record ChannelStatistics(double[] Mean, double[] Variance)
{
    /// <summary>Those of some values of a network whose dimension 1 counts channels.</summary>
    public static IReadOnlyList<ChannelStatistics> Of(Network network, IReadOnlyList<string> names, Rows rows, CancellationToken cancel)
    {
        if (names.Count == 0)
            return [];
        using var activations = new Activations(network, names);
        var sums = names.Select(n => new Sums((int)network.Shapes[n][1])).ToArray();
        for (var start = 0; start < rows.Count; start += activations.BatchSize)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(activations.BatchSize, rows.Count - start);
            using var batch = activations.Run(rows, start, count);
            for (var value = 0; value < names.Count; value++)
            {
                for (var row = 0; row < count; row++)
                    sums[value].Add(batch.Of(value, row));
            }
        }
        return [.. sums.Select(s => s.Result())];
    }

    private sealed class Sums(int channels)
    {
        private readonly double[] _sum = new double[channels], _squares = new double[channels], _shift = new double[channels];
        private long _count;

        public void Add(ReadOnlySpan<float> values)
        {
            var size = values.Length / channels;
            for (var c = 0; c < channels; c++)
            {
                var own = values.Slice(c * size, size);
                // The first number of all stands for the mean until that is known, so that large means cost no digits.
                if (_count == 0)
                    _shift[c] = own[0];
                foreach (var value in own)
                {
                    var difference = value - _shift[c];
                    (_sum[c], _squares[c]) = (_sum[c] + difference, _squares[c] + difference * difference);
                }
            }
            _count += size;
        }

        public ChannelStatistics Result()
        {
            var n = (double)Math.Max(1, _count);
            return new([.. _sum.Select((s, c) => s / n + _shift[c])], [.. _squares.Select((s, c) => Math.Max(0, s / n - _sum[c] / n * (_sum[c] / n)))]);
        }
    }
}
