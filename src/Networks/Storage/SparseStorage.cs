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

    private readonly int[] _places;

    private SparseStorage(int count, IReadOnlyList<Weight> parts)
    {
        (Count, Parts) = (count, parts);
        _places = new int[parts[0].Count];
        if (count > MostPerByte * parts[0].Count)
            throw new ArgumentException($"{parts[0].Count} bytes of code cannot stand for {count} numbers; expected at most {MostPerByte} for each.", nameof(count));
        var place = -1L;
        for (var i = 0; i < _places.Length; i++)
        {
            place += (Codes[i] >> Bits) + 1;
            _places[i] = place < count ? (int)place : throw new ArgumentException($"The code leads to place {place}; there are {count}.", nameof(parts));
        }
        if (Codebook is { } codebook && (codebook.Count == 0 || codebook.Values[0] != 0 || Numbers().Any(n => n >= codebook.Count)))
            throw new ArgumentException($"The codebook is {codebook}; expected 0 as its first value, and all values that the code names.", nameof(parts));
    }

    public override IReadOnlyList<Weight> Parts { get; }

    public override int Count { get; }

    public override int LeastOpset => 11;

    /// <summary>How many bits of a byte tell the number in the codebook: 3 to 5, or 0 where there are bytes of their own, or values.</summary>
    public int Bits => Parts is [_, { Name: "codebook" }] ? int.Log2((int)Parts[1].Count) : 0;

    /// <summary>The values that places share, or null where each has its own.</summary>
    public Weight? Codebook => Parts.FirstOrDefault(p => p.Name == "codebook");

    private ReadOnlySpan<byte> Codes => BytesOf(Parts[0]);

    /// <summary>One byte for distance and number: UInt8 [n] and a codebook of 8, 16 or 32 values, Float.</summary>
    /// <exception cref="ArgumentException">The code leads beyond <paramref name="count"/>, or the parts do not fit together.</exception>
    public static SparseStorage Packed(int count, Weight codes, Weight codebook)
    {
        Check(codes, ElementType.UInt8, null);
        Check(codebook, ElementType.Float, null);
        return codebook.Count is 8 or 16 or 32 ? new(count, [codes.Named("codes"), codebook.Named("codebook")])
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
        var places = new List<int>();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] != 0)
                places.Add(i);
        }
        var numbers = values.ToArray();
        float[] codebook = [0, .. places.Select(p => numbers[p]).Distinct().Order().Take(256)];
        var forms = new List<SparseStorage> { Encode(values.Length, places, null, [.. places.Select(p => numbers[p])], 0) };
        if (codebook.Length <= 256)
        {
            int[] ids = [.. places.Select(p => Array.IndexOf(codebook, numbers[p], 1))];
            forms.Add(Encode(values.Length, places, ids, codebook, 0));
            for (var bits = 3; bits <= 5; bits++)
            {
                if (codebook.Length <= 1 << bits)
                    forms.Add(Encode(values.Length, places, ids, codebook, bits));
            }
        }
        return forms.MinBy(f => f.StoredBytes)!;
    }

    public override WeightStorage Select(Shape shape, int size, int axis, ReadOnlySpan<int> kept)
    {
        var inner = new Shape(shape.Skip(axis + 1)).Elements;
        var targets = new List<int>?[shape[axis]];
        for (var i = 0; i < kept.Length; i++)
            (targets[kept[i]] ??= []).Add(i);
        var (found, length) = (new List<(int Place, int From)>(), kept.Length);
        for (var i = 0; i < _places.Length; i++)
        {
            var (outer, rest) = Math.DivRem(_places[i], shape[axis] * inner);
            foreach (var target in IsZero(i) ? [] : targets[rest / inner] ?? [])
                found.Add(((int)((outer * length + target) * inner + rest % inner), i));
        }
        found.Sort();
        var ids = Codebook is null ? null : Numbers();
        return Encode(checked((int)(new Shape(shape.Take(axis)).Elements * length * inner)), [.. found.Select(f => f.Place)], ids is null ? null : [.. found.Select(f => ids[f.From])],
            Codebook is { } codebook ? codebook.Values.ToArray() : [.. found.Select(f => Parts[1].Values[f.From])], Bits);
    }

    public override WeightStorage? With(ReadOnlySpan<float> values)
    {
        var given = new float[_places.Length];
        for (var i = 0; i < given.Length; i++)
            given[i] = values[_places[i]];
        // Every number that is not 0 has to have a place.
        if (values.Length - values.Count(0f) != given.Count(v => v != 0))
            return null;
        if (Codebook is not { } codebook)
            return WithValues(Count, Parts[0], Parts[1].With(given));
        var (shared, known, ids) = (codebook.Values.ToArray(), new bool[codebook.Count], Numbers());
        known[0] = true;
        for (var i = 0; i < given.Length; i++)
        {
            if (!known[ids[i]])
                (shared[ids[i]], known[ids[i]]) = (given[i], true);
            else if (shared[ids[i]] != given[i])
                return null;
        }
        return new SparseStorage(Count, [.. Parts.SkipLast(1), codebook.With(shared)]);
    }

    protected override void Decode(Span<float> values)
    {
        var (ids, all) = (Numbers(), Codebook ?? Parts[1]);
        for (var i = 0; i < _places.Length; i++)
            values[_places[i]] = all.Values[ids[i]];
    }

    /// <summary>For each code the place of its value in the codebook, or among the values.</summary>
    private int[] Numbers()
    {
        var numbers = new int[Parts[0].Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = Bits > 0 ? Codes[i] & ((1 << Bits) - 1) : Codebook is not null ? BytesOf(Parts[1])[i] : i;
        return numbers;
    }

    private bool IsZero(int i) => (Codebook ?? Parts[1]).Values[Bits > 0 ? Codes[i] & ((1 << Bits) - 1) : Codebook is not null ? BytesOf(Parts[1])[i] : i] == 0;

    /// <param name="count">How many numbers there are.</param>
    /// <param name="places">Those that are not 0, in order.</param>
    /// <param name="numbers">For each place its number in the codebook, or null for values.</param>
    /// <param name="values">The codebook, or the value of each place.</param>
    /// <param name="bits">How many bits of a byte tell the number; 0 for bytes of their own.</param>
    private static SparseStorage Encode(int count, List<int> places, int[]? numbers, float[] values, int bits)
    {
        var (codes, ids, floats, place, most) = (new List<byte>(), new List<byte>(), new List<float>(), -1, 256 >> bits);
        void Add(int distance, int number, float value)
        {
            codes.Add((byte)((distance - 1 << bits) + (bits > 0 ? number : 0)));
            ids.Add((byte)number);
            floats.Add(value);
            place += distance;
        }
        for (var i = 0; i < places.Count; i++)
        {
            while (places[i] - place > most)
                Add(most, 0, 0);
            Add(places[i] - place, numbers?[i] ?? 0, numbers is null ? values[i] : 0);
        }
        // Enough bytes for the zeros behind the last.
        while (count > MostPerByte * codes.Count)
            Add(Math.Min(most, count - 1 - place), 0, 0);
        Weight Bytes(List<byte> bytes) => Weight.Of("codes", ElementType.UInt8, new Shape(bytes.Count), bytes.ToArray());
        Weight Floats(IEnumerable<float> given) => Weight.Of("values", new Shape(given.Count()), given.ToArray());
        return bits > 0 ? Packed(count, Bytes(codes), Floats(values.Concat(new float[(1 << bits) - values.Length])))
            : numbers is not null ? WithNumbers(count, Bytes(codes), Bytes(ids), Floats(values)) : WithValues(count, Bytes(codes), Floats(floats));
    }

    private static void Check(Weight part, ElementType type, long? count)
    {
        if (part.Type != type || part.Shape.Count != 1 || (count is { } expected && part.Count != expected))
            throw new ArgumentException($"A part is {part}; expected {type} [{(count is null ? "n" : $"{count}")}].", nameof(part));
    }
}
