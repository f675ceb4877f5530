namespace MLNetCompact;

/// <summary>
/// Numbers most of which are 0: for each other one how far it is from the one before, and which it is. Where the way is too far for its bits,
/// a 0 stands between. Three forms: one byte for both, (distance - 1) * 2^v + number in a codebook of 2^v values (v = 3, 4, 5); a byte for the
/// distance and a byte for the number in a codebook of up to 256 values; a byte for the distance and the value itself. Number 0 is the value 0.
/// </summary>
internal sealed class SparseStorage : CodedStorage
{
    /// <summary>A byte leads over at most that many places.</summary>
    public const int MostPerByte = 256;

    // For each code its place, and the position of its value in the table.
    private readonly int[] _places;
    private readonly int[] _numbers;

    private SparseStorage(int count, IReadOnlyList<Weight> parts, int bits = 0)
    {
        (Count, Parts, Bits) = (count, parts, bits);
        var codes = parts[0].Bytes.Span;
        if (count > MostPerByte * (long)codes.Length)
            throw new ArgumentException($"{codes.Length} bytes of code cannot stand for {count} numbers; expected at most {MostPerByte} for each.", nameof(count));
        (_places, _numbers) = (new int[codes.Length], new int[codes.Length]);
        var place = -1L;
        for (var i = 0; i < codes.Length; i++)
        {
            place += (codes[i] >> bits) + 1;
            _places[i] = place < count ? (int)place : throw new ArgumentException($"The code leads to place {place}; there are {count}.", nameof(parts));
            _numbers[i] = bits > 0 ? codes[i] & ((1 << bits) - 1) : parts.Count > 2 ? parts[1].Bytes.Span[i] : i;
        }
        if (HasCodebook && (Table.Count == 0 || Table.Values[0] != 0 || _numbers.Any(n => n >= Table.Count)))
            throw new ArgumentException($"The codebook is {Table}; expected 0 as its first value, and all values that the code names.", nameof(parts));
    }

    public override IReadOnlyList<Weight> Parts { get; }

    /// <summary>The codebook, or the value of each code.</summary>
    public Weight Table => Parts[^1];

    public override IReadOnlyList<Weight> Tables => [Table];

    public override int Count { get; }

    public override int LeastOpset => 11;

    /// <summary>How many bits of a byte tell the number in the codebook: 3 to 5, or 0 where there are bytes of their own, or values.</summary>
    public int Bits { get; }

    /// <summary>Whether places share the values of the table; else each has its own.</summary>
    public bool HasCodebook => Bits > 0 || Parts.Count > 2;

    /// <summary>One byte for distance and number: UInt8 [n] and a codebook of 8, 16 or 32 values, Float.</summary>
    /// <exception cref="ArgumentException">The code leads beyond <paramref name="count"/>, or the parts do not fit together.</exception>
    public static SparseStorage Packed(int count, Weight codes, Weight codebook)
    {
        Check(codes, ElementType.UInt8, null);
        Check(codebook, ElementType.Float, null);
        return codebook.Count is 8 or 16 or 32 ? new(count, [codes.Named("codes"), codebook.Named("codebook")], int.Log2((int)codebook.Count))
            : throw new ArgumentException($"The codebook is {codebook}; expected 8, 16 or 32 values.", nameof(codebook));
    }

    /// <summary>A byte for the distance (less 1) and a byte for the number: UInt8 [n] each, and a codebook of up to 256 values, Float.</summary>
    /// <inheritdoc cref="Packed"/>
    public static SparseStorage WithNumbers(int count, Weight deltas, Weight numbers, Weight codebook)
    {
        Check(deltas, ElementType.UInt8, null);
        Check(numbers, ElementType.UInt8, deltas.Count);
        Check(codebook, ElementType.Float, null);
        return new(count, [deltas.Named("deltas"), numbers.Named("numbers"), codebook.Named("codebook")]);
    }

    /// <summary>A byte for the distance (less 1), UInt8 [n], and the values themselves, Float [n].</summary>
    /// <inheritdoc cref="Packed"/>
    public static SparseStorage WithValues(int count, Weight deltas, Weight values)
    {
        Check(deltas, ElementType.UInt8, null);
        Check(values, ElementType.Float, deltas.Count);
        return new(count, [deltas.Named("deltas"), values.Named("values")]);
    }

    /// <summary>The smallest form for those numbers: shared values where there are few of them.</summary>
    public static SparseStorage Of(ReadOnlySpan<float> values)
    {
        var (places, given, numbers) = (new List<int>(), new List<float>(), new SortedDictionary<float, int>());
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] == 0)
                continue;
            places.Add(i);
            given.Add(values[i]);
            // One more than a byte can tell is enough to know.
            if (numbers.Count <= byte.MaxValue)
                numbers.TryAdd(values[i], 0);
        }
        List<SparseStorage> forms = [SparseCode.Encode(values.Length, places, null, [.. given], 0)];
        if (numbers.Count <= byte.MaxValue)
        {
            float[] codebook = [0, .. numbers.Keys];
            for (var i = 1; i < codebook.Length; i++)
                numbers[codebook[i]] = i;
            int[] ids = [.. given.Select(v => numbers[v])];
            forms.Add(SparseCode.Encode(values.Length, places, ids, codebook, 0));
            for (var bits = 3; bits <= 5; bits++)
            {
                if (codebook.Length <= 1 << bits)
                    forms.Add(SparseCode.Encode(values.Length, places, ids, codebook, bits));
            }
        }
        return forms.MinBy(f => f.StoredBytes)!;
    }

    /// <summary>The numbers that are not 0: their places in the weight, in order, and where in the table the value of each is.</summary>
    public (int[] Places, int[] Numbers) Survivors()
    {
        var table = Table.Values;
        var (places, numbers) = (new List<int>(), new List<int>());
        for (var i = 0; i < _places.Length; i++)
        {
            if (table[_numbers[i]] == 0)
                continue;
            places.Add(_places[i]);
            numbers.Add(_numbers[i]);
        }
        return ([.. places], [.. numbers]);
    }

    public override WeightStorage Select(Shape shape, int size, int axis, ReadOnlySpan<int> kept)
    {
        var (inner, length) = (new Shape(shape.Skip(axis + 1)).Elements, kept.Length);
        var targets = new List<int>?[shape[axis]];
        for (var i = 0; i < length; i++)
            (targets[kept[i]] ??= []).Add(i);
        var (places, numbers) = Survivors();
        var found = new List<(int Place, int Number)>();
        for (var i = 0; i < places.Length; i++)
        {
            var (outer, rest) = Math.DivRem(places[i], shape[axis] * inner);
            foreach (var target in targets[rest / inner] ?? [])
                found.Add((checked((int)((outer * length + target) * inner + rest % inner)), numbers[i]));
        }
        found.Sort();
        var count = checked((int)shape.With(axis, length).Elements);
        return HasCodebook ? SparseCode.Encode(count, [.. found.Select(f => f.Place)], [.. found.Select(f => f.Number)], Table.Values.ToArray(), Bits)
            : SparseCode.Encode(count, [.. found.Select(f => f.Place)], null, [.. found.Select(f => Table.Values[f.Number])], 0);
    }

    public override WeightStorage? With(ReadOnlySpan<float> values)
    {
        var (places, numbers) = Survivors();
        var (table, known, left) = (Table.Values.ToArray(), new bool[Table.Count], values.Length - values.Count(0f));
        for (var i = 0; i < places.Length; i++)
        {
            var (number, value) = (numbers[i], values[places[i]]);
            if (known[number] && table[number] != value)
                return null;
            (table[number], known[number]) = (value, true);
            left -= value != 0 ? 1 : 0;
        }
        // Every number that is not 0 has to have a place.
        return left == 0 ? Changed([Table.With(table)]) : null;
    }

    protected override CodedStorage Changed(IReadOnlyList<Weight> tables)
    {
        var before = Table.Values;
        var table = tables[0].Values;
        for (var i = 0; i < table.Length; i++)
        {
            if (before[i] == 0 && table[i] != 0)
                throw new ArgumentException($"Value {i} of the table is to be {table[i]}, but stands for zeros; expected 0.", nameof(tables));
        }
        return new SparseStorage(Count, [.. Parts.SkipLast(1), tables[0].Named(Table.Name)], Bits);
    }

    protected override void Decode(Span<float> values)
    {
        var table = Table.Values;
        for (var i = 0; i < _places.Length; i++)
            values[_places[i]] = table[_numbers[i]];
    }

    private static void Check(Weight part, ElementType type, long? count)
    {
        if (part.Type != type || part.Shape.Count != 1 || (count is { } expected && part.Count != expected))
            throw new ArgumentException($"A part is {part}; expected {type} [{(count is null ? "n" : $"{count}")}].", nameof(part));
    }
}
