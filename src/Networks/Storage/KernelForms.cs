namespace MLNetCompact;

/// <summary>The forms of kernels: which value of a kernel stands where.</summary>
internal static class KernelForms
{
    /// <summary>How many forms a kernel has.</summary>
    public static int Count(this KernelSymmetry symmetry) => 1 << (int)symmetry;

    /// <summary>Whether kernels of those dimensions have these forms.</summary>
    public static bool Fits(this KernelSymmetry symmetry, Shape kernel) => symmetry switch
    {
        KernelSymmetry.None => true,
        KernelSymmetry.Mirror => kernel.Count >= 1,
        KernelSymmetry.Flips => kernel.Count >= 2,
        KernelSymmetry.Square => kernel.Count == 2 && kernel[0] == kernel[1],
        _ => false,
    };

    /// <summary>One form after the other, for each place the place of the kernel whose value stands there.</summary>
    /// <param name="symmetry">The forms.</param>
    /// <param name="kernel">The dimensions of a kernel, which the forms fit.</param>
    public static int[] Places(this KernelSymmetry symmetry, Shape kernel)
    {
        var (width, height) = (kernel.Count > 0 ? (int)kernel[^1] : 1, kernel.Count > 1 ? (int)kernel[^2] : 1);
        var taps = (int)kernel.Elements;
        var places = new int[symmetry.Count() * taps];
        for (var i = 0; i < places.Length; i++)
        {
            var (form, place) = Math.DivRem(i, taps);
            var (row, x) = Math.DivRem(place, width);
            var (outer, y) = Math.DivRem(row, height);
            if ((form & 4) != 0)
                (x, y) = (y, x);
            places[i] = (outer * height + ((form & 2) != 0 ? height - 1 - y : y)) * width + ((form & 1) != 0 ? width - 1 - x : x);
        }
        return places;
    }
}
