using System.Numerics;

namespace MLNetCompact;

/// <summary>
/// Draws the first representatives as k-means++ does (Arthur and Vassilvitskii 2007): each a kernel, with a probability in proportion to what it would
/// lose with those drawn before.
/// </summary>
/// <remarks>Where kernels are many, they are drawn from a random part of them, at least four for each.</remarks>
internal sealed class KernelSeeds
{
    private const int Part = 4096, FewestEach = 4;

    /// <summary>All kernels are looked at for each seed while these are no more distances together.</summary>
    private const long MostDistances = 1L << 32;

    private readonly KernelPoints _points;
    private readonly ParallelOptions _parallel;
    private readonly int[] _kernels;
    private readonly float[][] _values;
    private readonly float[] _squared;
    private readonly double[] _sums;

    /// <param name="points">The kernels.</param>
    /// <param name="count">How many will be drawn.</param>
    /// <param name="random">Draws.</param>
    /// <param name="parallel">How many threads compute, and what ends it.</param>
    public KernelSeeds(KernelPoints points, int count, Random random, ParallelOptions parallel)
    {
        (_points, _parallel) = (points, parallel);
        var size = (int)Math.Min(points.Count, Math.Max((long)FewestEach * count, MostDistances / count / points.Candidates));
        _kernels = [.. Enumerable.Range(0, points.Count)];
        if (size < points.Count)
        {
            random.Shuffle(_kernels);
            _kernels = _kernels[..size];
        }
        // Dimension after dimension, so that several are compared at once; behind the last lie some that nobody reads.
        _values = [.. Enumerable.Range(0, points.Taps).Select(_ => new float[size + Vector<float>.Count])];
        for (var i = 0; i < size; i++)
        {
            for (var d = 0; d < points.Taps; d++)
                _values[d][i] = points[_kernels[i]][d];
        }
        _squared = new float[size + Vector<float>.Count];
        Array.Fill(_squared, float.PositiveInfinity);
        _sums = new double[(size + Part - 1) / Part];
        for (var part = 0; part < _sums.Length; part++)
            _sums[part] = Sum(part);
    }

    /// <summary>The numbers of at most so many kernels; fewer where more would be the same ones again.</summary>
    public IReadOnlyList<int> Draw(int count, Random random)
    {
        var seeds = new List<int>();
        while (seeds.Count < count && Next(random) is >= 0 and var next)
        {
            seeds.Add(_kernels[next]);
            var candidates = _points.CandidatesOf(_points[_kernels[next]].ToArray());
            Parallel.For(0, _sums.Length, _parallel, part =>
            {
                Nearer(candidates, part * Part, Math.Min(_kernels.Length, (part + 1) * Part));
                _sums[part] = Sum(part);
            });
        }
        return seeds;
    }

    private double Loss(int i) => _points.Mass(_kernels[i]) * _points.Loss(_squared[i]);

    private double Sum(int part)
    {
        var sum = 0.0;
        for (var i = part * Part; i < Math.Min(_kernels.Length, (part + 1) * Part); i++)
            sum += Loss(i);
        return sum;
    }

    /// <summary>A kernel drawn in proportion to what it loses, or -1 where none loses anything.</summary>
    private int Next(Random random)
    {
        var sum = _sums.Sum();
        if (!(sum > 0))
            return -1;
        var (at, last) = (random.NextDouble() * sum, -1);
        for (var part = 0; part < _sums.Length; part++)
        {
            if (!(_sums[part] > 0))
                continue;
            // Sums round differently: where no later part has any, the last of this one is meant.
            if (at >= _sums[part] && _sums.AsSpan(part + 1).ContainsAnyExcept(0.0))
            {
                at -= _sums[part];
                continue;
            }
            for (var i = part * Part; i < Math.Min(_kernels.Length, (part + 1) * Part); i++)
            {
                var own = Loss(i);
                if (own > 0)
                    (last, at) = (i, at - own);
                if (at < 0 && last >= 0)
                    return last;
            }
            if (last >= 0)
                return last;
        }
        return last;
    }

    /// <summary>Lowers distances to those from new candidates.</summary>
    private void Nearer(float[] candidates, int start, int end)
    {
        for (var i = start; i < end; i += Vector<float>.Count)
        {
            var nearest = new Vector<float>(_squared, i);
            for (var c = 0; c < candidates.Length; c += _values.Length)
            {
                var sum = Vector<float>.Zero;
                for (var d = 0; d < _values.Length; d++)
                {
                    var difference = new Vector<float>(_values[d], i) - new Vector<float>(candidates[c + d]);
                    sum += difference * difference;
                }
                nearest = Vector.Min(nearest, sum);
            }
            nearest.CopyTo(_squared, i);
        }
    }
}
