using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>One dimension of a kernel without its dead borders and, where live taps stand at equal distances, without those between.</summary>
/// <param name="First">The first tap that stays.</param>
/// <param name="Step">From one tap that stays to the next.</param>
/// <param name="Count">How many stay, at least 1.</param>
/// <param name="Before">The zero pixels before the dimension; a negative number of pixels is cut off instead.</param>
/// <param name="Behind">The zero pixels behind it, likewise.</param>
internal readonly record struct CroppedAxis(int First, int Step, int Count, long Before, long Behind)
{
    /// <summary>Whether pixels have to be cut off.</summary>
    public bool Cuts => Before < 0 || Behind < 0;

    /// <summary>The taps that stay.</summary>
    public int[] Kept
    {
        get
        {
            var (first, step) = (First, Step);
            return [.. Enumerable.Range(0, Count).Select(i => first + i * step)];
        }
    }

    /// <summary>The smallest kernel that has all live taps.</summary>
    /// <param name="live">For each tap, whether any filter reads it.</param>
    /// <param name="window">Dilation, stride and padding of the kernel as it is.</param>
    /// <param name="size">The pixels of the input, or <see cref="Shape.Unknown"/>.</param>
    /// <param name="cuts">Whether pixels may be cut off. If not, or if nothing would be left, taps stay for which there is no padding to give up.</param>
    public static CroppedAxis Of(bool[] live, CropWindow window, long size, bool cuts)
    {
        var taps = Enumerable.Range(0, live.Length).Where(i => live[i]).ToList();
        // Where all are dead it matters not which stays.
        if (taps.Count == 0)
            taps.Add((int)Math.Min(live.Length - 1, window.Before / window.Dilation));
        var cropped = Over(taps, live.Length, window, size);
        if (!cropped.Cuts || (cuts && cropped.LeavesPixels(window, size)))
            return cropped;
        taps.Add((int)Math.Min(cropped.First, window.Before / window.Dilation));
        taps.Add((int)Math.Max(taps.Max(), live.Length - 1 - window.Behind / window.Dilation));
        return Over(taps, live.Length, window, size);
    }

    private static CroppedAxis Over(List<int> taps, int kernel, CropWindow window, long size)
    {
        var (first, last) = (taps.Min(), taps.Max());
        var step = Math.Max(1, taps.Aggregate(0, (divisor, tap) => Divisor(divisor, tap - first)));
        var (before, behind) = (window.Before - (long)first * window.Dilation, window.Behind - (kernel - 1L - last) * window.Dilation);
        // The smaller window has as much room to move as the one before. Pixels that are too few for another step may stay.
        var room = size + window.Before + window.Behind - Window.Reach(kernel, window.Dilation);
        if (behind < 0 && size != Shape.Unknown && (room - behind) / window.Stride == room / window.Stride)
            behind = 0;
        return new(first, step, (last - first) / step + 1, before, behind);
    }

    /// <summary>Whether every size of the input for which the whole kernel fits has pixels left after the cut; live taps that read nothing but padding may need none.</summary>
    private bool LeavesPixels(CropWindow window, long size) => size != Shape.Unknown
        ? size + Math.Min(0, Before) + Math.Min(0, Behind) > 0
        : Window.Reach(Count, checked(Step * window.Dilation)) > Math.Max(0, Before) + Math.Max(0, Behind);

    private static int Divisor(int left, int right) => right == 0 ? left : Divisor(right, left % right);
}

/// <summary>How a kernel moves along one dimension.</summary>
internal readonly record struct CropWindow(int Dilation, int Stride, long Before, long Behind);
