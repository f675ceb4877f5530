namespace MLNetCompact;

/// <summary>
/// k-means (Lloyd 1982) over kernels: representatives mu for which the weighted sum of |w - mu|^2 is small; with scales that of |w - s mu|^2 over mu of length 1
/// and any s, for which s = &lt;w, mu&gt;, the mu of a kernel is the one of largest |&lt;w, mu&gt;|, and the mu of a cluster the eigenvector of the largest eigenvalue of the sum
/// of its w w^T. A cluster that loses its last kernel gets the one that is worst off.
/// </summary>
internal sealed class KernelMeans
{
    private const int MostRounds = 100;

    /// <summary>A round that gains less, as a share of all, is the last one.</summary>
    private const double LeastGain = 1e-5;

    /// <summary>Steps towards an eigenvector in a round: each brings it nearer.</summary>
    private const int PowerSteps = 4;

    private const int Part = 1024;

    private readonly KernelSet _set;
    private readonly KernelPoints _points;
    private readonly bool _scaled, _hasForms;
    private readonly ParallelOptions _parallel;
    private readonly int[] _nearest;
    private float[] _representatives = [];
    private float[] _candidates = [];

    /// <param name="set">The kernels; at least one.</param>
    /// <param name="scaled">Whether each gets a scale of its own.</param>
    /// <param name="forms">The forms in which a representative may stand for a kernel; the first leaves it as it is.</param>
    /// <param name="parallel">How many threads compute, and what ends it.</param>
    public KernelMeans(KernelSet set, bool scaled, IReadOnlyList<int[]> forms, ParallelOptions parallel)
    {
        (_set, _points, _scaled, _hasForms, _parallel) = (set, new(set, scaled, forms), scaled, forms.Count > 1, parallel);
        _nearest = new int[set.Count];
    }

    /// <summary>Finds representatives.</summary>
    /// <param name="count">How many at most; there are fewer where fewer represent all exactly.</param>
    /// <param name="medoids">Whether each is a kernel of its cluster, the one nearest to the mean, not the mean itself.</param>
    /// <param name="random">Draws the first ones.</param>
    public KernelClusters Run(int count, bool medoids, Random random)
    {
        var seeds = new KernelSeeds(_points, count, random, _parallel).Draw(count, random);
        // Where all kernels are 0, one of them represents all.
        _representatives = [.. (seeds.Count > 0 ? seeds : [0]).SelectMany(s => _points[s].ToArray())];
        var history = new List<double> { Assign() };
        for (var round = 0; round < MostRounds; round++)
        {
            var moved = Moved();
            history.Add(Assign());
            if (!moved || history[^2] - history[^1] <= LeastGain * history[^1])
                break;
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
        return new(left, taps, Array.ConvertAll(numbers, n => Array.BinarySearch(used, n)), _hasForms ? [.. _nearest.Select(n => _points.Origin(n).Form)] : null,
            _scaled ? [.. Enumerable.Range(0, _set.Count).Select(Scale)] : null) { Inertia = history[^1], History = medoids ? history[..^1] : history };
    }

    /// <summary>Gives every kernel its nearest candidate; tells the inertia.</summary>
    private double Assign()
    {
        _candidates = _points.CandidatesOf(_representatives);
        var tree = new NearestTree(_candidates, _points.Taps);
        var sums = new double[(_set.Count + Part - 1) / Part];
        Parallel.For(0, sums.Length, _parallel, part =>
        {
            for (var i = part * Part; i < Math.Min(_set.Count, (part + 1) * Part); i++)
            {
                _nearest[i] = tree.Nearest(_points[i], _nearest[i]);
                sums[part] += _set.WeightOf(i) * Squared(i);
            }
        });
        return sums.Sum();
    }

    /// <summary>The squared difference between a kernel and what represents it.</summary>
    private double Squared(int kernel)
    {
        var scale = 1.0;
        var given = _set[kernel];
        var nearest = Candidate(kernel);
        if (_scaled)
        {
            scale = 0;
            for (var d = 0; d < given.Length; d++)
                scale += (double)given[d] * nearest[d];
        }
        return Squared(given, nearest, scale);
    }

    private static double Squared(ReadOnlySpan<float> values, ReadOnlySpan<float> candidate, double scale)
    {
        var sum = 0.0;
        for (var d = 0; d < values.Length; d++)
        {
            var difference = values[d] - scale * candidate[d];
            sum += difference * difference;
        }
        return sum;
    }

    /// <summary>The candidate that represents a kernel.</summary>
    private ReadOnlySpan<float> Candidate(int kernel) => _candidates.AsSpan(_nearest[kernel] * _points.Taps, _points.Taps);

    /// <summary>A kernel's scale: of its representative, in the form in which that stands for it.</summary>
    private float Scale(int kernel)
    {
        var (representative, form) = _points.Origin(_nearest[kernel]);
        return (float)(Math.Sqrt(KernelSet.Squares(_set[kernel])) * _points.Product(_representatives.AsSpan(representative * _points.Taps, _points.Taps), kernel, form));
    }

    /// <summary>Moves representatives to where their kernels lose least; tells whether any moved.</summary>
    private bool Moved()
    {
        var (taps, before) = (_points.Taps, _representatives);
        var (members, starts) = Members();
        var moved = before.ToArray();
        Parallel.For(0, starts.Length - 1, _parallel, r =>
        {
            var own = members.AsSpan(starts[r], starts[r + 1] - starts[r]);
            var to = moved.AsSpan(r * taps, taps);
            if (_scaled)
                Direction(own, to);
            else
                Mean(own, to);
        });
        Refill(moved, starts);
        _representatives = moved;
        return !moved.AsSpan().SequenceEqual(before);
    }

    /// <summary>The kernels of each representative, one after the other, and where those of each start.</summary>
    private (int[] Members, int[] Starts) Members()
    {
        var starts = new int[_representatives.Length / _points.Taps + 1];
        foreach (var nearest in _nearest)
            starts[_points.Origin(nearest).Representative + 1]++;
        for (var r = 1; r < starts.Length; r++)
            starts[r] += starts[r - 1];
        var (next, members) = (starts[..^1], new int[_nearest.Length]);
        for (var i = 0; i < members.Length; i++)
            members[next[_points.Origin(_nearest[i]).Representative]++] = i;
        return (members, starts);
    }

    private void Mean(ReadOnlySpan<int> members, Span<float> to)
    {
        Span<double> sum = stackalloc double[to.Length];
        sum.Clear();
        var mass = 0.0;
        foreach (var i in members)
        {
            _points.AddTo(sum, i, _points.Origin(_nearest[i]).Form, _points.Mass(i));
            mass += _points.Mass(i);
        }
        for (var d = 0; d < to.Length && mass > 0; d++)
            to[d] = (float)(sum[d] / mass);
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
    private void Refill(float[] moved, int[] starts)
    {
        int[] empty = [.. Enumerable.Range(0, starts.Length - 1).Where(r => starts[r] == starts[r + 1])];
        if (empty.Length == 0)
            return;
        var losses = Enumerable.Range(0, _set.Count).Select(i => _set.WeightOf(i) * Squared(i)).ToArray();
        int[] worst = [.. Enumerable.Range(0, _set.Count).Where(i => losses[i] > 0).OrderByDescending(i => losses[i]).Take(empty.Length)];
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
            var own = _points.Mass(i) > 0 ? Squared(_points[i], Candidate(i), 1) : double.PositiveInfinity;
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
