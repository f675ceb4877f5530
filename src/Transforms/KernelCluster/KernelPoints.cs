using System.Numerics;

namespace MLNetCompact;

/// <summary>
/// Kernels as points, so that one search serves every form of clustering: the representative of a kernel is the nearest of the candidates, which are all forms
/// of all representatives. With scales points are of length 1 and each form counts twice, with either sign: the nearest is the one of largest |cosine|.
/// </summary>
internal sealed class KernelPoints
{
    private readonly float[] _values;
    private readonly double[] _mass;
    private readonly int[][] _forms;
    private readonly bool _scaled;

    /// <param name="set">The kernels.</param>
    /// <param name="scaled">Whether each has a scale of its own.</param>
    /// <param name="forms">The forms in which a representative may stand for a kernel: for each number which one of the representative it is. The first leaves it as it is.</param>
    public KernelPoints(KernelSet set, bool scaled, IReadOnlyList<int[]> forms)
    {
        (_values, _mass, _forms, _scaled, Taps) = ([.. set.Values], new double[set.Count], [.. forms], scaled, set.Taps);
        for (var i = 0; i < _mass.Length; i++)
        {
            _mass[i] = set.WeightOf(i);
            if (!scaled)
                continue;
            var squares = KernelSet.Squares(set[i]);
            _mass[i] *= squares;
            var factor = squares > 0 ? 1 / Math.Sqrt(squares) : 0;
            foreach (ref var value in _values.AsSpan(i * Taps, Taps))
                value = (float)(value * factor);
        }
    }

    public int Count => _mass.Length;

    public int Taps { get; }

    /// <summary>How many candidates a representative is.</summary>
    public int Candidates => _forms.Length * (_scaled ? 2 : 1);

    public ReadOnlySpan<float> this[int kernel] => _values.AsSpan(kernel * Taps, Taps);

    /// <summary>What a kernel loses without any representative, or how much it counts: with scales its weighted square.</summary>
    public double Mass(int kernel) => _mass[kernel];

    /// <summary>What a kernel of mass 1 loses by a candidate at a squared distance.</summary>
    public double Loss(float squared) => float.IsPositiveInfinity(squared) ? 1 : _scaled ? Math.Max(0, squared - (double)squared * squared / 4) : squared;

    /// <summary>The same for several finite distances.</summary>
    public Vector<float> Loss(Vector<float> squared) => _scaled ? Vector.Max(Vector<float>.Zero, squared - squared * squared / 4) : squared;

    /// <summary>The candidates that representatives are, one after the other.</summary>
    public float[] CandidatesOf(float[] representatives)
    {
        var (candidates, at) = (new float[representatives.Length * Candidates], 0);
        for (var r = 0; r < representatives.Length; r += Taps)
        {
            foreach (var form in _forms)
            {
                for (var sign = 1; sign >= (_scaled ? -1 : 1); sign -= 2)
                {
                    foreach (var place in form)
                        candidates[at++] = sign * representatives[r + place];
                }
            }
        }
        return candidates;
    }

    /// <summary>Which representative a candidate is, and in which form; its sign is the scale's.</summary>
    public (int Representative, int Form) Origin(int candidate)
    {
        var (representative, rest) = Math.DivRem(candidate, Candidates);
        return (representative, rest / (_scaled ? 2 : 1));
    }

    /// <summary>Adds a kernel, turned back from the form in which a representative stands for it, so many times.</summary>
    public void AddTo(Span<double> sum, int kernel, int form, double times)
    {
        var values = this[kernel];
        var places = _forms[form];
        for (var d = 0; d < places.Length; d++)
            sum[places[d]] += times * values[d];
    }

    /// <summary>The product of a kernel, turned back, with a representative.</summary>
    public double Product(ReadOnlySpan<float> representative, int kernel, int form)
    {
        var values = this[kernel];
        var (places, sum) = (_forms[form], 0.0);
        for (var d = 0; d < places.Length; d++)
            sum += (double)representative[places[d]] * values[d];
        return sum;
    }
}
