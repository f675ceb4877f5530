namespace MLNetCompact;

/// <summary>A window that slides along one dimension.</summary>
/// <param name="Kernel">How many places it reads.</param>
/// <param name="Stride">The step from one window to the next.</param>
/// <param name="Before">How far the first begins before the first place.</param>
/// <param name="Behind">What is padded behind the last place.</param>
/// <param name="Dilation">The distance of neighbouring places.</param>
/// <param name="Ceil">Whether a last window that is not full counts.</param>
internal sealed record ModuleWindow(int Kernel, int Stride, int Before, int Behind, int Dilation, bool Ceil = false)
{
    /// <summary>Inputs that are tried are not larger, in numbers.</summary>
    public const long MostNumbers = 1 << 26;

    /// <summary>Where the tap <paramref name="tap"/> of window <paramref name="row"/> reads; outside of the places it reads padding.</summary>
    public long Place(long row, int tap) => row * Stride - Before + (long)tap * Dilation;

    /// <summary>How many windows there are over <paramref name="size"/> places, without those that are not full.</summary>
    public long Count(long size) => (size + Before + Behind - Reach) / Stride + 1;

    /// <summary>The places from the first to the last that a window reads.</summary>
    public long Reach => (Kernel - 1L) * Dilation + 1;

    /// <summary>What each of several dimensions has, padding first before all, then behind all.</summary>
    public static int[] Pads(IReadOnlyList<ModuleWindow> windows) => [.. windows.Select(w => w.Before), .. windows.Select(w => w.Behind)];

    /// <summary>The sizes at which a window is looked for: the one it is used at, then larger ones, where there is more of it to see.</summary>
    public static IEnumerable<long> Sizes(long size, long others)
    {
        for (var i = 0; i < 12 && size * others <= MostNumbers; i++, size *= 2)
            yield return size;
    }
}
