using MLNetCompact.RealData;

namespace MLNetCompact.Tests.Tools;

/// <summary>Digits made here: a bright bar whose row tells the digit.</summary>
internal static class BarDigits
{
    public static ImageSet Of(int count, int seed)
    {
        var random = new Random(seed);
        var (pixels, labels) = (new byte[count * 784], new byte[count]);
        random.NextBytes(pixels);
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] /= 4;
        for (var i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % 10);
            pixels.AsSpan((i * 784) + ((4 + (2 * labels[i])) * 28) + 4, 20).Fill(255);
        }
        return new ImageSet(count, 1, 28, 28, pixels, labels);
    }
}
