namespace MLNetCompact;

/// <summary>
/// What a value holds where its channels are dead: a tensor of the value's rank, of size 1 in the dimensions along which it does not vary
/// (always in the batch). NaN stands for numbers that change from row to row.
/// </summary>
internal sealed partial class Emission
{
    /// <summary>Larger ones are not followed.</summary>
    public const long MostNumbers = 1 << 24;

    private readonly double[] _values;

    public Emission(int[] dims, double[] values) => (Dims, _values) = (dims, values);

    public IReadOnlyList<int> Dims { get; }

    public int Rank => Dims.Count;

    public ReadOnlySpan<double> Values => _values;

    /// <summary>The same number everywhere.</summary>
    public static Emission Of(double value) => new([], [value]);

    /// <summary>Numbers that are not constant.</summary>
    public static Emission Live { get; } = Of(double.NaN);

    /// <summary>One number for each position of dimension <paramref name="axis"/>.</summary>
    public static Emission Along(int rank, int axis, double[] values)
    {
        var dims = Ones(rank);
        dims[axis] = values.Length;
        return new(dims, values);
    }

    public static int[] Ones(int rank)
    {
        var dims = new int[rank];
        Array.Fill(dims, 1);
        return dims;
    }

    public Emission Each(Func<double, double> apply) => new([.. Dims], Array.ConvertAll(_values, v => apply(v)));

    /// <summary>What two of them give element by element, with ONNX's broadcasting; live where it would be too large or does not fit.</summary>
    public static Emission Combine(Emission left, Emission right, Func<double, double, double> apply)
    {
        var dims = Ones(Math.Max(left.Rank, right.Rank));
        var (lefts, rights) = (new int[dims.Length], new int[dims.Length]);
        for (var i = 0; i < dims.Length; i++)
        {
            var (l, r) = (i - (dims.Length - left.Rank), i - (dims.Length - right.Rank));
            var (a, b) = (l < 0 ? 1 : left.Dims[l], r < 0 ? 1 : right.Dims[r]);
            if (a != b && a != 1 && b != 1)
                return Live;
            dims[i] = Math.Max(a, b);
            (lefts[i], rights[i]) = (a == 1 ? 0 : 1, b == 1 ? 0 : 1);
        }
        if (Product(dims) > MostNumbers)
            return Live;
        var (leftSteps, rightSteps) = (Steps(left.Dims, dims.Length, lefts), Steps(right.Dims, dims.Length, rights));
        var values = new double[Product(dims)];
        var at = new Odometer(dims);
        for (var i = 0; i < values.Length; i++, at.Next())
            values[i] = apply(left._values[at.Dot(leftSteps)], right._values[at.Dot(rightSteps)]);
        return new(dims, values);
    }

    /// <summary>One number for each position of dimension <paramref name="axis"/>: <paramref name="summary"/> of those that differ only elsewhere.</summary>
    public double[] PerPosition(int axis, Func<IReadOnlyList<double>, double> summary)
    {
        var (inner, size) = ((int)Product(Dims.Skip(axis + 1)), Dims[axis]);
        var groups = new List<double>[size];
        for (var i = 0; i < _values.Length; i++)
            (groups[i / inner % size] ??= []).Add(_values[i]);
        return [.. groups.Select(g => summary(g))];
    }

    /// <summary>The same with one number for each position of dimension <paramref name="axis"/>, the <paramref name="summary"/> of those that differ elsewhere.</summary>
    public Emission PerChannel(int axis, Func<IReadOnlyList<double>, double> summary) => Rank <= axis ? Live : Along(Rank, axis, PerPosition(axis, summary));

    /// <summary>The same with dimension <paramref name="axis"/> of size 1, where the <paramref name="summary"/> of its numbers stands.</summary>
    public Emission Reduce(int axis, Func<IReadOnlyList<double>, double> summary)
    {
        var dims = Dims.ToArray();
        dims[axis] = 1;
        var (inner, size) = ((int)Product(Dims.Skip(axis + 1)), Dims[axis]);
        var values = new double[_values.Length / size];
        for (var i = 0; i < values.Length; i++)
            values[i] = summary([.. Enumerable.Range(0, size).Select(p => _values[(i / inner * size + p) * inner + i % inner])]);
        return new(dims, values);
    }

    /// <summary>What a window makes that slides over the dimensions behind the channels.</summary>
    /// <param name="taps">For each of these dimensions, [places of the output, taps]: the place that a tap reads, -1 for none.</param>
    /// <param name="summary">What becomes of the numbers that a window reads.</param>
    public Emission Slide(IReadOnlyList<int[,]> taps, Func<IReadOnlyList<double>, double> summary)
    {
        int[] dims = [Dims[0], Dims[1], .. taps.Select(t => t.GetLength(0))];
        if (Product(dims) > MostNumbers)
            return PerChannel(1, _ => double.NaN);
        var steps = Steps(Dims, Rank, [.. Dims.Select(d => d == 1 ? 0 : 1)]);
        var values = new double[Product(dims)];
        var at = new Odometer(dims);
        var window = new List<double>();
        for (var i = 0; i < values.Length; i++, at.Next())
        {
            window.Clear();
            var tap = new Odometer([.. taps.Select(t => t.GetLength(1))]);
            for (var t = taps.Aggregate(1, (product, dim) => product * dim.GetLength(1)); t > 0; t--, tap.Next())
            {
                var (from, inside) = (at[0] * steps[0] + at[1] * steps[1], true);
                for (var d = 0; d < taps.Count && inside; d++)
                {
                    var place = taps[d][at[d + 2], tap[d]];
                    inside = place >= 0;
                    from += place * steps[d + 2];
                }
                if (inside)
                    window.Add(_values[from]);
            }
            values[i] = summary(window);
        }
        return new Emission(dims, values).Compact(1);
    }

    /// <summary>The same with size 1 in dimensions along which nothing varies.</summary>
    public Emission Compact(int except = -1)
    {
        var compact = this;
        for (var axis = 0; axis < Rank; axis++)
            compact = axis == except ? compact : compact.Dims[axis] > 1 && compact.Alike(axis).All(p => p == 0) ? compact.Take(axis, [0]) : compact;
        return compact;
    }

    /// <summary>For each position of dimension <paramref name="axis"/>, the first position that holds the same numbers.</summary>
    public int[] Alike(int axis)
    {
        var (inner, size) = ((int)Product(Dims.Skip(axis + 1)), Dims[axis]);
        var first = new int[size];
        var known = new Dictionary<int, List<int>>();
        for (var p = 0; p < size; p++)
        {
            var hash = new HashCode();
            for (var outer = 0; outer < _values.Length / inner / size; outer++)
            {
                foreach (var value in _values.AsSpan((outer * size + p) * inner, inner))
                    hash.Add(value);
            }
            var code = hash.ToHashCode();
            var candidates = known.TryGetValue(code, out var list) ? list : known[code] = [];
            first[p] = candidates.FirstOrDefault(c => SameSlices(axis, c, p), p);
            if (first[p] == p)
                candidates.Add(p);
        }
        return first;
    }

    private bool SameSlices(int axis, int left, int right)
    {
        var (inner, size) = ((int)Product(Dims.Skip(axis + 1)), Dims[axis]);
        for (var outer = 0; outer < _values.Length / inner / size; outer++)
        {
            if (!_values.AsSpan((outer * size + left) * inner, inner).SequenceEqual(_values.AsSpan((outer * size + right) * inner, inner)))
                return false;
        }
        return true;
    }

    private Emission Filled(double value) => new(Ones(Rank), [value]);

    private static long Product(IEnumerable<int> dims) => dims.Aggregate(1L, (product, d) => product * d);

    /// <summary>How far apart neighbours along each of <paramref name="rank"/> dimensions are; 0 where the factor is 0 or the dimension is missing.</summary>
    private static int[] Steps(IReadOnlyList<int> dims, int rank, int[] factors)
    {
        var steps = new int[rank];
        for (int i = dims.Count - 1, step = 1; i >= 0; step *= dims[i], i--)
            steps[rank - dims.Count + i] = step * factors[rank - dims.Count + i];
        return steps;
    }
}
