namespace MLNetCompact;

/// <summary>
/// Where channels go when a value is read under other dimensions. The dimensions fall into three parts that each keep their number of
/// elements: those before the channels, the block that holds the channel axis, and those behind.
/// </summary>
internal sealed class ReshapedChannels
{
    private readonly Shape _from;
    private readonly Shape _to;
    private readonly int _axis;
    private readonly (int Start, int End) _read;
    private readonly (int Start, int End) _made;

    private ReshapedChannels(Shape from, Shape to, int axis, (int, int) read, (int, int) made) => (_from, _to, _axis, _read, _made) = (from, to, axis, read, made);

    /// <summary>Finds the parts, or null where they cannot be told.</summary>
    /// <param name="from">The dimensions before.</param>
    /// <param name="to">The dimensions after.</param>
    /// <param name="axis">The channel axis before.</param>
    /// <param name="copied">Whether a dimension after is the one before at the same place, whatever its size.</param>
    public static ReshapedChannels? Find(Shape from, Shape to, int axis, Func<int, bool> copied)
    {
        if (from.Contains(0) || to.Contains(0))
            return null;
        var start = 0;
        while (start < axis && start < to.Count && IsSame(from, to, start, copied))
            start++;
        var (end, madeEnd) = (from.Count, to.Count);
        while (end - 1 > axis && madeEnd > start + 1 && from[end - 1] != Shape.Unknown && from[end - 1] == to[madeEnd - 1])
            (end, madeEnd) = (end - 1, madeEnd - 1);
        // What stands before or behind has as many elements as before, since the rest has.
        if (start == axis && start < to.Count && from[axis] == to[start])
            return new(from, to, axis, (axis, axis + 1), (start, start + 1));
        if (end - 1 == axis && madeEnd > start && from[axis] == to[madeEnd - 1])
            return new(from, to, axis, (axis, axis + 1), (madeEnd - 1, madeEnd));
        var known = from.Skip(start).Take(end - start).Concat(to.Skip(start).Take(madeEnd - start)).All(d => d != Shape.Unknown);
        return known && madeEnd > start && Product(from, start, end) is <= ChannelTies.MostChannels and var size && size == Product(to, start, madeEnd)
            ? new(from, to, axis, (start, end), (start, madeEnd)) : null;
    }

    /// <summary>The channels afterwards. Where they are spread over several dimensions one of these keeps them, and those at the same place of it are tied.</summary>
    /// <returns>Null where that would tie all of them together.</returns>
    public ChannelAxis? Follow(ChannelTies ties, ChannelAxis read)
    {
        var size = (int)Product(_to, _made.Start, _made.End);
        var inner = Product(_from, _axis + 1, _read.End);
        var best = (Axis: -1, Sets: 0);
        var apart = read.Channels.Distinct().Count();
        for (var axis = _made.Start; axis < _made.End; axis++)
        {
            var sets = new DisjointSets();
            var first = Places(axis, size, inner, (left, right) => sets.Unite(left, right), () => Fill(sets, read.Count));
            var count = Enumerable.Range(0, read.Count).Count(i => sets.Find(i) == i);
            if (count > best.Sets || (count == best.Sets && _to[axis] > _to[best.Axis]))
                best = (axis, count);
        }
        if (best.Sets == 1 && apart > 1)
            return null;
        var places = Places(best.Axis, size, inner, (left, right) => ties.Tie(read.Channels[left], read.Channels[right]), () => { });
        return new(best.Axis, [.. places.Select(p => read.Channels[p])]);
    }

    /// <summary>The same numbers under the new dimensions; live where that depends on sizes that are not known.</summary>
    public Emission Follow(Emission emission)
    {
        if (emission.Rank != _from.Count)
            return Emission.Live;
        if (Part(emission, 0, _read.Start, 0, _made.Start) is not { } before || Part(emission, _read.End, _from.Count, _made.End, _to.Count) is not { } behind
            || Part(emission, _read.Start, _read.End, _made.Start, _made.End) is not { } block)
            return Emission.Live;
        for (var axis = 0; axis < _from.Count; axis++)
        {
            var (spread, _) = axis < _read.Start ? before : axis < _read.End ? block : behind;
            if (spread)
                emission = emission.Spread(axis, _from[axis]);
        }
        int[] dims = [.. before.Dims, .. block.Dims, .. behind.Dims];
        return dims.Aggregate(1L, (product, d) => product * d) == emission.Values.Length ? emission.Reshape(dims) : Emission.Live;
    }

    /// <summary>How the dimensions of a part look afterwards, and whether it must be spread to its full size first; null where it cannot be told.</summary>
    private (bool Spread, int[] Dims)? Part(Emission emission, int start, int end, int madeStart, int madeEnd)
    {
        var made = _to.Skip(madeStart).Take(madeEnd - madeStart).ToArray();
        if (emission.Dims.Skip(start).Take(end - start).All(d => d == 1))
            return (false, Emission.Ones(made.Length));
        if (made.SequenceEqual(_from.Skip(start).Take(end - start)))
            return (false, [.. emission.Dims.Skip(start).Take(end - start)]);
        return made.Contains(Shape.Unknown) || _from.Skip(start).Take(end - start).Contains(Shape.Unknown) ? null : (true, [.. made.Select(d => (int)d)]);
    }

    /// <summary>The channel, as a position of the old axis, at each place of a new dimension; <paramref name="tie"/> hears of others at the same place.</summary>
    private int[] Places(int axis, int size, long inner, Action<int, int> tie, Action begin)
    {
        begin();
        var places = new int[_to[axis]];
        Array.Fill(places, -1);
        var madeInner = Product(_to, axis + 1, _made.End);
        for (var i = 0; i < size; i++)
        {
            var (channel, place) = ((int)(i / inner % _from[_axis]), i / madeInner % _to[axis]);
            if (places[place] == -1)
                places[place] = channel;
            else if (places[place] != channel)
                tie(places[place], channel);
        }
        return places;
    }

    private static void Fill(DisjointSets sets, int count)
    {
        while (sets.Count < count)
            sets.Add();
    }

    private static bool IsSame(Shape from, Shape to, int index, Func<int, bool> copied) =>
        from[index] != Shape.Unknown ? from[index] == to[index]
        : to[index] == Shape.Unknown && (copied(index) || (from.Skip(index + 1).All(d => d != Shape.Unknown) && to.Skip(index + 1).All(d => d != Shape.Unknown)
            && Product(from, index + 1, from.Count) == Product(to, index + 1, to.Count)));

    /// <summary>The number of elements, or -1 where it is too large to matter.</summary>
    private static long Product(Shape shape, int start, int end)
    {
        var product = 1.0;
        for (var i = start; i < end; i++)
            product *= shape[i];
        return product <= long.MaxValue / 2 ? (long)product : -1;
    }
}
