namespace MLNetCompact;

/// <summary>
/// A constant for each channel of a value that may differ from place to place, kept as one number per zone: places of a dimension that are alike share one.
/// </summary>
/// <param name="Zones">[1, channels, zones...] as a tensor of the value's rank.</param>
/// <param name="Places">For each dimension whose places share zones, the zone of each place; null for one with a number for all places or for each.</param>
internal sealed record BorderMap(Emission Zones, IReadOnlyList<int[]?> Places)
{
    /// <summary>The zones of a tensor: places that hold the same numbers are taken together.</summary>
    /// <param name="map">The tensor.</param>
    /// <param name="channelAxis">The dimension that counts channels.</param>
    /// <param name="zoned">For dimensions whose positions are zones already, the zone of each place.</param>
    public static BorderMap Of(Emission map, int channelAxis, IReadOnlyList<int[]?>? zoned = null)
    {
        var places = new int[map.Rank][];
        for (var axis = 0; axis < map.Rank; axis++)
        {
            if (axis == channelAxis || map.Dims[axis] == 1)
                continue;
            var alike = map.Alike(axis);
            var zones = alike.Distinct().ToArray();
            map = map.Take(axis, zones);
            int[] merged = [.. alike.Select(first => Array.IndexOf(zones, first))];
            if (zoned?[axis] is { } old)
                merged = [.. old.Select(p => merged[p])];
            if (zones.Length > 1 && !merged.SequenceEqual(Enumerable.Range(0, zones.Length)))
                places[axis] = merged;
        }
        return new(map, places);
    }

    /// <summary>Whether each channel has one number for all places.</summary>
    public bool IsUniform(int channelAxis) => Zones.Dims.Where((d, axis) => axis != channelAxis && d != 1).All(_ => false);

    /// <summary>The tensor with a number for each place.</summary>
    public Emission Wide()
    {
        var map = Zones;
        for (var axis = 0; axis < Places.Count; axis++)
            map = Places[axis] is { } places ? map.Take(axis, places) : map;
        return map;
    }
}
