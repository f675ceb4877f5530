namespace MLNetCompact;

/// <summary>
/// A constant for each channel of a value that may differ from place to place, kept as one number per zone: places of a dimension that are alike share one.
/// </summary>
/// <param name="Zones">[1, channels, zones...] as a tensor of the value's rank.</param>
/// <param name="Places">For each dimension of more than one zone, the zone of each place; null for dimensions of one zone and for the channel's own.</param>
internal sealed record BorderMap(Emission Zones, IReadOnlyList<int[]?> Places)
{
    /// <summary>Whether each channel has one number for all places.</summary>
    public bool IsUniform => Places.All(p => p is null);

    /// <summary>The zones of a tensor: places that hold the same numbers are taken together.</summary>
    public static BorderMap Of(Emission map, int channelAxis)
    {
        var places = new int[map.Rank][];
        for (var axis = 0; axis < map.Rank; axis++)
        {
            if (axis == channelAxis || map.Dims[axis] == 1)
                continue;
            var alike = map.Alike(axis);
            var zones = alike.Distinct().ToArray();
            map = map.Take(axis, zones);
            if (zones.Length > 1)
                places[axis] = [.. alike.Select(first => Array.IndexOf(zones, first))];
        }
        return new(map, places);
    }

    /// <summary>The tensor with a number for each place.</summary>
    public Emission Wide()
    {
        var map = Zones;
        for (var axis = 0; axis < Places.Count; axis++)
            map = Places[axis] is { } places ? map.Take(axis, places) : map;
        return map;
    }
}
