namespace MLNetCompact;

/// <summary>
/// k-means (Lloyd 1982) over kernels: representatives mu for which the weighted sum of |w - mu|^2 is small; with scales that of |w - s mu|^2 over mu of length 1
/// and any s, for which s = &lt;w, mu&gt;, the mu of a kernel is the one of largest |&lt;w, mu&gt;|, and the mu of a cluster the eigenvector of the largest eigenvalue of the sum
/// of its w w^T. A cluster that loses its last kernel gets the one that is worst off.
/// </summary>
/// <remarks>
/// Where kernels are many for each representative, the best of several runs over a coreset of them is where it starts. Without scales representatives go beyond the
/// means at first (over-relaxation), which takes fewer rounds: for the clusters as they are, less than twice as far never loses more.
/// </remarks>
internal sealed class KernelMeans
{
    private const int MostRounds = 300;

    /// <summary>The second round that gains less, as a share of all, is the last one.</summary>
    private const double LeastGain = 1e-5;

    /// <summary>Steps towards an eigenvector in a round: each brings it nearer.</summary>
    private const int PowerSteps = 4;

    /// <summary>How far representatives go beyond the means of their kernels, as a share of the way there; below 1.</summary>
    private const float Beyond = 0.7f;

    /// <summary>Kernels are summed up in so many strips at most, each of at least so many for each representative.</summary>
    private const int MostStrips = 16, StripEach = 4;

    /// <summary>Kernels of a coreset for each representative, how often it is clustered at most, and how many distances of all these starts are not worth more of them.</summary>
    private const int CoresetEach = 64, MostStarts = 12;
    private const long EnoughDistances = 1L << 26;

    private const int Part = 1024;

    private readonly KernelSet _set;
    private readonly KernelPoints _points;
    private readonly bool _scaled;
    private readonly IReadOnlyList<int[]> _forms;
    private readonly ParallelOptions _parallel;
    private readonly int[] _nearest;
    private readonly float[] _squared;
    private float[] _representatives = [];

    /// <param name="set">The kernels; at least one.</param>
    /// <param name="scaled">Whether each gets a scale of its own.</param>
    /// <param name="forms">The forms in which a representative may stand for a kernel; the first leaves it as it is.</param>
    /// <param name="parallel">How many threads compute, and what ends it.</param>
    public KernelMeans(KernelSet set, bool scaled, IReadOnlyList<int[]> forms, ParallelOptions parallel)
    {
        (_set, _points, _scaled, _forms, _parallel) = (set, new(set, scaled, forms), scaled, forms, parallel);
        (_nearest, _squared) = (new int[set.Count], new float[set.Count]);
    }

    /// <summary>Finds representatives.</summary>
    /// <param name="count">How many at most; there are fewer where fewer represent all exactly.</param>
    /// <param name="medoids">Whether each is a kernel of its cluster, the one nearest to the mean, not the mean itself.</param>
    /// <param name="random">Draws the first ones.</param>
    /// <param name="hear">Hears the inertia after each round.</param>
    public KernelClusters Run(int count, bool medoids, Random random, Action<double>? hear = null)
    {
        _representatives = Start(count, random);
        var history = new List<double> { Assign() };
        for (var (round, beyond, still) = (0, _scaled ? 0 : Beyond, 0); round < MostRounds && still < 2; round++)
        {
            var moved = Moved(beyond);
            history.Add(Assign());
            hear?.Invoke(history[^1]);
            if (moved && history[^2] - history[^1] > LeastGain * history[^1])
                continue;
            // To the means themselves in the end.
            (beyond, still) = (0, beyond > 0 ? 0 : still + 1);
        }
        if (medoids)
        {
            _representatives = Medoids();
            history.Add(Assign());
        }
        var (taps, numbers) = (_points.Taps, _nearest.Select(n => _points.Origin(n).Representative).ToArray());
        // Those that represent nothing go: kernels that are alike may leave some over.
        int[] used = [.. numbers.Distinct().Order()];
        float[] left = [.. used.SelectMany(r => _representatives[(r * taps)..((r + 1) * taps)])];
        return new(left, taps, Array.ConvertAll(numbers, n => Array.BinarySearch(used, n)), _forms.Count > 1 ? [.. _nearest.Select(n => _points.Origin(n).Form)] : null,
            _scaled ? [.. Enumerable.Range(0, _set.Count).Select(Scale)] : null) { Inertia = history[^1], History = medoids ? history[..^1] : history };
    }

    /// <summary>The first representatives.</summary>
    private float[] Start(int count, Random random)
    {
        var size = (long)CoresetEach * count;
        var starts = Math.Min(MostStarts, EnoughDistances / (size * count * _points.Candidates));
        if (starts > 1 && _set.Count > 2 * size)
        {
            var coreset = _set.Coreset((int)size, random);
            var best = Enumerable.Range(0, (int)starts).Select(_ => new KernelMeans(coreset, _scaled, _forms, _parallel).Run(count, false, random)).MinBy(c => c.Inertia)!;
            if (best.Count == count)
                return best.Representatives;
        }
        var seeds = new KernelSeeds(_points, count, random, _parallel).Draw(count, random);
        // Where all kernels are 0, one of them represents all.
        return [.. (seeds.Count > 0 ? seeds : [0]).SelectMany(s => _points[s].ToArray())];
    }

    /// <summary>Gives every kernel its nearest candidate; tells the inertia.</summary>
    private double Assign()
    {
        var tree = new NearestTree(_points.CandidatesOf(_representatives), _points.Taps);
        var sums = new double[(_set.Count + Part - 1) / Part];
        Parallel.For(0, sums.Length, _parallel, part =>
        {
            for (var i = part * Part; i < Math.Min(_set.Count, (part + 1) * Part); i++)
            {
                (_nearest[i], _squared[i]) = tree.Nearest(_points[i], _nearest[i]);
                sums[part] += Loss(i);
            }
        });
        return sums.Sum();
    }

    /// <summary>What a kernel loses.</summary>
    private double Loss(int kernel) => _points.Mass(kernel) * _points.Loss(_squared[kernel]);

    /// <summary>A kernel's scale: of its representative, in the form in which that stands for it.</summary>
    private float Scale(int kernel)
    {
        var (representative, form) = _points.Origin(_nearest[kernel]);
        return (float)(Math.Sqrt(KernelSet.Squares(_set[kernel])) * _points.Product(_representatives.AsSpan(representative * _points.Taps, _points.Taps), kernel, form));
    }

    /// <summary>Moves representatives to where their kernels lose least, and on by a share of the way; tells whether any moved.</summary>
    private bool Moved(float beyond)
    {
        var before = _representatives;
        var (moved, counts) = _scaled ? Directions() : Means();
        for (var i = 0; beyond > 0 && i < moved.Length; i++)
            moved[i] += beyond * (moved[i] - before[i]);
        Refill(moved, counts);
        _representatives = moved;
        return !moved.AsSpan().SequenceEqual(before);
    }

    /// <summary>The mean of each representative's kernels, and how many these are.</summary>
    private (float[] Means, int[] Counts) Means()
    {
        var (taps, means) = (_points.Taps, _representatives.ToArray());
        var count = means.Length / taps;
        // So many whatever the number of threads: sums round differently in another order.
        var strips = Enumerable.Range(0, Math.Clamp(_set.Count / StripEach / count, 1, MostStrips)).Select(_ => (Sums: new double[means.Length], Mass: new double[count], Counts: new int[count])).ToArray();
        Parallel.For(0, strips.Length, _parallel, s =>
        {
            for (var i = (int)((long)s * _set.Count / strips.Length); i < (long)(s + 1) * _set.Count / strips.Length; i++)
            {
                var (r, form) = _points.Origin(_nearest[i]);
                _points.AddTo(strips[s].Sums.AsSpan(r * taps, taps), i, form, _points.Mass(i));
                strips[s].Mass[r] += _points.Mass(i);
                strips[s].Counts[r]++;
            }
        });
        var counts = new int[count];
        for (var r = 0; r < count; r++)
        {
            var mass = 0.0;
            foreach (var strip in strips)
                (mass, counts[r]) = (mass + strip.Mass[r], counts[r] + strip.Counts[r]);
            for (var d = r * taps; d < (r + 1) * taps && mass > 0; d++)
            {
                var sum = 0.0;
                foreach (var strip in strips)
                    sum += strip.Sums[d];
                means[d] = (float)(sum / mass);
            }
        }
        return (means, counts);
    }

    /// <summary>What the kernels of each representative have most in common, and how many these are.</summary>
    private (float[] Directions, int[] Counts) Directions()
    {
        var (taps, directions, starts) = (_points.Taps, _representatives.ToArray(), new int[_representatives.Length / _points.Taps + 1]);
        foreach (var nearest in _nearest)
            starts[_points.Origin(nearest).Representative + 1]++;
        var counts = starts[1..];
        for (var r = 1; r < starts.Length; r++)
            starts[r] += starts[r - 1];
        var (next, members) = (starts[..^1], new int[_nearest.Length]);
        for (var i = 0; i < members.Length; i++)
            members[next[_points.Origin(_nearest[i]).Representative]++] = i;
        Parallel.For(0, counts.Length, _parallel, r => Direction(members.AsSpan(starts[r], counts[r]), directions.AsSpan(r * taps, taps)));
        return (directions, counts);
    }

    /// <summary>Steps of the power method from where the representative is; none makes the cluster lose more.</summary>
    private void Direction(ReadOnlySpan<int> members, Span<float> to)
    {
        Span<double> sum = stackalloc double[to.Length];
        for (var step = 0; step < PowerSteps; step++)
        {
            sum.Clear();
            foreach (var i in members)
            {
                var form = _points.Origin(_nearest[i]).Form;
                _points.AddTo(sum, i, form, _points.Mass(i) * _points.Product(to, i, form));
            }
            var squares = 0.0;
            foreach (var value in sum)
                squares += value * value;
            if (!(squares > 0))
                return;
            var factor = 1 / Math.Sqrt(squares);
            for (var d = 0; d < to.Length; d++)
                to[d] = (float)(sum[d] * factor);
        }
    }

    /// <summary>Puts representatives without kernels where a kernel loses most.</summary>
    private void Refill(float[] moved, int[] counts)
    {
        int[] empty = [.. Enumerable.Range(0, counts.Length).Where(r => counts[r] == 0)];
        if (empty.Length == 0)
            return;
        int[] worst = [.. Enumerable.Range(0, _set.Count).Where(i => Loss(i) > 0).OrderByDescending(Loss).Take(empty.Length)];
        for (var e = 0; e < worst.Length; e++)
            _points[worst[e]].CopyTo(moved.AsSpan(empty[e] * _points.Taps));
    }

    /// <summary>Of each cluster the kernel nearest to the representative, turned as that is.</summary>
    private float[] Medoids()
    {
        var (medoids, least) = (_representatives.ToArray(), new double[_representatives.Length / _points.Taps]);
        var turned = new double[_points.Taps];
        Array.Fill(least, double.PositiveInfinity);
        for (var i = 0; i < _set.Count; i++)
        {
            var (representative, form) = _points.Origin(_nearest[i]);
            var own = _points.Mass(i) > 0 ? _squared[i] : double.PositiveInfinity;
            if (!(own < least[representative]))
                continue;
            least[representative] = own;
            Array.Clear(turned);
            _points.AddTo(turned, i, form, 1);
            for (var d = 0; d < turned.Length; d++)
                medoids[representative * turned.Length + d] = (float)turned[d];
        }
        return medoids;
    }
}
