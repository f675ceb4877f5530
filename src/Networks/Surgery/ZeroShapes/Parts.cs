using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>What is taken of one dimension.</summary>
/// <param name="Axis">The dimension.</param>
/// <param name="Start">The first entry taken.</param>
/// <param name="Behind">How many entries at the end are left out.</param>
/// <param name="Step">From one entry to the next.</param>
internal readonly record struct Part(int Axis, long Start, long Behind, long Step = 1);

/// <summary>Puts nodes in front of a node that take parts of what it reads.</summary>
internal static class Parts
{
    /// <summary>The first version of ONNX's operators in which a Slice takes steps.</summary>
    public const int OpsetOfSteps = 10;

    /// <summary>Adds a Slice; tells the name of what it makes. Steps need opset 10.</summary>
    public static string Slice(NetworkEdit edit, Network network, string place, string value, IReadOnlyList<Part> parts)
    {
        long[] starts = [.. parts.Select(p => p.Start)], ends = [.. parts.Select(p => p.Behind == 0 ? int.MaxValue : -p.Behind)], axes = [.. parts.Select(p => (long)p.Axis)];
        if (network.Opset < OpsetOfSteps)
            return edit.Precede(place, $"{place}.slice", new Slice { Starts = starts, Ends = ends, Axes = axes }, value);
        List<string> inputs = [value, edit.Integers($"{place}.starts", starts), edit.Integers($"{place}.ends", ends), edit.Integers($"{place}.axes", axes)];
        if (parts.Any(p => p.Step != 1))
            inputs.Add(edit.Integers($"{place}.steps", [.. parts.Select(p => p.Step)]));
        return edit.Precede(place, $"{place}.slice", new Slice(), [.. inputs]);
    }

    /// <summary>Adds what takes some entries of a dimension of that size: a Slice where they are neighbours, else a Gather. Tells the name of what it makes.</summary>
    public static string Take(NetworkEdit edit, Network network, string place, string value, int axis, int[] kept, int size)
    {
        if (AreNeighbours(kept))
            return Slice(edit, network, place, value, [new(axis, kept[0], size - 1 - kept[^1])]);
        return edit.Precede(place, $"{place}.gather", new Gather { Axis = axis }, value, edit.Integers($"{place}.live", [.. kept.Select(i => (long)i)]));
    }

    /// <summary>Adds zeros before and behind dimensions; tells the name of what it makes.</summary>
    public static string Pad(NetworkEdit edit, Network network, string place, string value, long[] pads) => network.Opset < 11
        ? edit.Precede(place, $"{place}.pad", new Pad { Pads = pads }, value)
        : edit.Precede(place, $"{place}.pad", new Pad(), value, edit.Integers($"{place}.pads", pads));

    public static bool AreNeighbours(int[] kept) => kept[^1] - kept[0] == kept.Length - 1;
}
