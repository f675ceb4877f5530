namespace MLNetCompact;

// The same numbers in other places: taken, repeated, permuted, put behind one another.
internal sealed partial class Emission
{
    /// <summary>The positions <paramref name="indices"/> of dimension <paramref name="axis"/>; -1 stands for <paramref name="absent"/>. A dimension without variation stays so.</summary>
    public Emission Take(int axis, IReadOnlyList<int> indices, double absent = double.NaN)
    {
        if (Dims[axis] == 1 && !indices.Contains(-1))
            return this;
        var dims = Dims.ToArray();
        dims[axis] = indices.Count;
        if (Product(dims) > MostNumbers)
            return Filled(double.NaN);
        var (inner, size) = ((int)Product(Dims.Skip(axis + 1)), Dims[axis]);
        var values = new double[Product(dims)];
        for (var i = 0; i < values.Length; i++)
        {
            var (outer, place) = (i / inner / indices.Count, indices[i / inner % indices.Count]);
            values[i] = place == -1 ? absent : _values[(outer * size + (size == 1 ? 0 : place)) * inner + i % inner];
        }
        return new(dims, values);
    }

    /// <summary>The same numbers with as many positions in dimension <paramref name="axis"/> as the value has.</summary>
    public Emission Spread(int axis, long size) =>
        Dims[axis] == size ? this
        : size is < 0 or > int.MaxValue || size * _values.Length > MostNumbers ? Filled(double.NaN)
        : Repeat(axis, (int)size);

    public Emission Transpose(IReadOnlyList<int> permutation)
    {
        var dims = permutation.Select(p => Dims[p]).ToArray();
        var steps = Steps(Dims, Rank, Enumerable.Repeat(1, Rank).ToArray());
        var moved = permutation.Select(p => steps[p]).ToArray();
        var values = new double[_values.Length];
        var at = new Odometer(dims);
        for (var i = 0; i < values.Length; i++, at.Next())
            values[i] = _values[at.Dot(moved)];
        return new(dims, values);
    }

    /// <summary>The same numbers in the same order under other dimensions of the same product.</summary>
    public Emission Reshape(params int[] dims) => new(dims, _values);

    /// <summary>Several behind one another along dimension <paramref name="axis"/>, each with its size there.</summary>
    public static Emission Concat(IReadOnlyList<(Emission Part, long Size)> parts, int axis, int rank)
    {
        var spread = parts.Select(p => p.Part.Rank == rank ? p.Part.Spread(axis, p.Size) : Along(rank, axis, [.. Enumerable.Repeat(double.NaN, (int)p.Size)])).ToArray();
        var dims = Enumerable.Range(0, rank).Select(d => d == axis ? (int)parts.Sum(p => p.Size) : spread.Max(p => p.Dims[d])).ToArray();
        if (Product(dims) > MostNumbers)
            return Live;
        for (var d = 0; d < rank; d++)
            spread = d == axis ? spread : [.. spread.Select(p => p.Spread(d, dims[d]))];
        var (outer, inner) = ((int)Product(dims.Take(axis)), (int)Product(dims.Skip(axis + 1)));
        var values = new List<double>();
        for (var o = 0; o < outer; o++)
        {
            foreach (var part in spread)
                values.AddRange(part.Values.Slice(o * part.Dims[axis] * inner, part.Dims[axis] * inner));
        }
        return new(dims, [.. values]);
    }

    private Emission Repeat(int axis, int size)
    {
        var dims = Dims.ToArray();
        dims[axis] = size;
        var inner = (int)Product(Dims.Skip(axis + 1));
        var values = new double[_values.Length * size];
        for (var i = 0; i < values.Length; i++)
            values[i] = _values[i / inner / size * inner + i % inner];
        return new(dims, values);
    }
}
