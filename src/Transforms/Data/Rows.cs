namespace MLNetCompact;

/// <summary>Rows in memory: features, a label and a weight each. A subset shares the features with the whole.</summary>
public sealed class Rows
{
    private readonly IReadOnlyList<float[]> _features;
    private readonly float[] _labels;
    private readonly float[]? _weights;
    private readonly int[] _indices;

    internal Rows(IReadOnlyList<float[]> features, float[] labels, float[]? weights, int[] indices) =>
        (_features, _labels, _weights, _indices) = (features, labels, weights, indices);

    internal Rows(IReadOnlyList<float[]> features, float[] labels, float[]? weights = null) : this(features, labels, weights, [.. Enumerable.Range(0, features.Count)])
    {
    }

    /// <summary>How many rows there are.</summary>
    public int Count => _indices.Length;

    /// <summary>Whether the rows have weights of their own; otherwise all weigh 1.</summary>
    public bool HasWeights => _weights is not null;

    /// <summary>The features of row <paramref name="index"/>.</summary>
    public ReadOnlySpan<float> Features(int index) => _features[_indices[index]];

    /// <summary>The label of row <paramref name="index"/>: the number of its class from 0, 0 or 1 for no or yes, or the value itself.</summary>
    public float Label(int index) => _labels[_indices[index]];

    /// <summary>The weight of row <paramref name="index"/> in training.</summary>
    public float Weight(int index) => _weights is null ? 1 : _weights[_indices[index]];

    /// <summary>At most so many rows, drawn at random; the same seed draws the same.</summary>
    internal Rows Sample(int most, int seed)
    {
        if (Count <= most)
            return this;
        var drawn = _indices.ToArray();
        new Random(seed).Shuffle(drawn);
        return new Rows(_features, _labels, _weights, [.. drawn.Take(most).Order()]);
    }

    /// <summary>Splits off a random share of the rows, the same share of each class; without classes, of all rows.</summary>
    /// <param name="fraction">The share of the second part, from 0 to below 1.</param>
    /// <param name="seed">The same seed gives the same split.</param>
    /// <param name="byClass">Whether labels are classes.</param>
    internal (Rows First, Rows Second) Split(double fraction, int seed, bool byClass)
    {
        var random = new Random(seed);
        var first = new List<int>();
        var second = new List<int>();
        foreach (var group in _indices.GroupBy(i => byClass ? _labels[i] : 0).OrderBy(g => g.Key))
        {
            var members = group.ToArray();
            random.Shuffle(members);
            var held = (int)Math.Round(members.Length * fraction);
            second.AddRange(members.Take(held));
            first.AddRange(members.Skip(held));
        }
        first.Sort();
        second.Sort();
        return (new Rows(_features, _labels, _weights, [.. first]), new Rows(_features, _labels, _weights, [.. second]));
    }
}
