using System.Numerics;

namespace MLNetCompact;

/// <summary>
/// Draws the first representatives as greedy k-means++ does (Arthur and Vassilvitskii 2007): each a kernel, with a probability in proportion to what it would
/// lose with those drawn before, and of 2 + ln k drawn the one with which all lose least.
/// </summary>
/// <remarks>Where kernels are many, they are drawn from a random part of them, at least four for each; where that is still much, fewer are drawn of which one is taken.</remarks>
internal sealed class KernelSeeds
{
    private const int Part = 4096, FewestEach = 4;

    /// <summary>All kernels are looked at for each seed drawn while these are no more distances together.</summary>
    private const long MostDistances = 1L << 31;

    private readonly KernelPoints _points;
    private readonly ParallelOptions _parallel;
    private readonly int[] _kernels;
    private readonly float[][] _values;
    private readonly float[] _mass;
    private readonly int _trials;

    // What kernels lose with the seeds so far, and with one more; the sum of each part beside.
    private Losses _now, _next, _least;

    /// <param name="points">The kernels.</param>
    /// <param name="count">How many will be drawn.</param>
    /// <param name="random">Draws.</param>
    /// <param name="parallel">How many threads compute, and what ends it.</param>
    public KernelSeeds(KernelPoints points, int count, Random random, ParallelOptions parallel)
    {
        (_points, _parallel) = (points, parallel);
        var (all, trials) = ((long)count * points.Candidates, 2 + (int)Math.Log(count));
        var size = (int)Math.Min(points.Count, Math.Max((long)FewestEach * count, MostDistances / all / trials));
        _trials = (int)Math.Clamp(MostDistances / all / size, 1, trials);
        _kernels = [.. Enumerable.Range(0, points.Count)];
        if (size < points.Count)
        {
            random.Shuffle(_kernels);
            _kernels = _kernels[..size];
        }
        // Dimension after dimension, so that several are compared at once; behind the last lie some that count nothing.
        _values = [.. Enumerable.Range(0, points.Taps).Select(_ => new float[size + Vector<float>.Count])];
        _mass = new float[size + Vector<float>.Count];
        // Only their ratios count: the squares of small weights are too small for 32 bits.
        var most = _kernels.Max(points.Mass);
        for (var i = 0; i < size; i++)
        {
            _mass[i] = most > 0 ? (float)(points.Mass(_kernels[i]) / most) : 0;
            for (var d = 0; d < points.Taps; d++)
                _values[d][i] = points[_kernels[i]][d];
        }
        (_now, _next, _least) = (new(size), new(size), new(size));
        Array.Fill(_now.Squared, float.PositiveInfinity);
        for (var i = 0; i < size; i++)
            _now.Sums[i / Part] += Loss(i);
    }

    /// <summary>The numbers of at most so many kernels; fewer where more would be the same ones again.</summary>
    public IReadOnlyList<int> Draw(int count, Random random)
    {
        var seeds = new List<int>();
        while (seeds.Count < count && Best(seeds.Count == 0 ? 1 : _trials, random) is >= 0 and var best)
        {
            seeds.Add(_kernels[best]);
            (_now, _least) = (_least, _now);
        }
        return seeds;
    }

    /// <summary>Of so many drawn the one with which all lose least, or -1 where none loses anything.</summary>
    private int Best(int trials, Random random)
    {
        var (best, least) = (-1, double.PositiveInfinity);
        for (var trial = 0; trial < trials && Next(random) is >= 0 and var drawn; trial++)
        {
            var candidates = _points.CandidatesOf(_points[_kernels[drawn]].ToArray());
            Parallel.For(0, _next.Sums.Length, _parallel, part => _next.Sums[part] = Nearer(candidates, part * Part, Math.Min(_kernels.Length, (part + 1) * Part)));
            if (!(_next.Sums.Sum() is var sum && sum < least))
                continue;
            (best, least) = (drawn, sum);
            (_next, _least) = (_least, _next);
        }
        return best;
    }

    private double Loss(int i) => _mass[i] * _points.Loss(_now.Squared[i]);

    /// <summary>A kernel drawn in proportion to what it loses, or -1 where none loses anything.</summary>
    private int Next(Random random)
    {
        var sum = _now.Sums.Sum();
        if (!(sum > 0))
            return -1;
        var (at, last) = (random.NextDouble() * sum, -1);
        for (var part = 0; part < _now.Sums.Length; part++)
        {
            if (!(_now.Sums[part] > 0))
                continue;
            // Sums round differently: where no later part has any, the last of this one is meant.
            if (at >= _now.Sums[part] && _now.Sums.AsSpan(part + 1).ContainsAnyExcept(0.0))
            {
                at -= _now.Sums[part];
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

    /// <summary>The distances with new candidates; tells what kernels lose then.</summary>
    private double Nearer(float[] candidates, int start, int end)
    {
        var all = Vector<double>.Zero;
        for (var i = start; i < end; i += Vector<float>.Count)
        {
            var nearest = new Vector<float>(_now.Squared, i);
            for (var c = 0; c < candidates.Length; c += _values.Length)
            {
                var sum = Vector<float>.Zero;
                for (var d = 0; d < _values.Length; d++)
                {
                    var difference = new Vector<float>(_values[d], i) - new Vector<float>(candidates[c + d]);
                    sum = Vector.FusedMultiplyAdd(difference, difference, sum);
                }
                nearest = Vector.Min(nearest, sum);
            }
            nearest.CopyTo(_next.Squared, i);
            Vector.Widen(new Vector<float>(_mass, i) * _points.Loss(nearest), out var low, out var high);
            all += low + high;
        }
        return Vector.Sum(all);
    }

    /// <summary>The squared distance of each kernel to the nearest seed, and what each part of the kernels loses.</summary>
    private sealed class Losses(int size)
    {
        public float[] Squared { get; } = new float[size + Vector<float>.Count];

        public double[] Sums { get; } = new double[(size + Part - 1) / Part];
    }
}
