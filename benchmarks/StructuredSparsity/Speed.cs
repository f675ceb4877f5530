namespace MLNetCompact.Benchmarks;

/// <summary>Times networks in ONNX Runtime with one thread, taking turns.</summary>
internal static class Speed
{
    /// <summary>How many times as fast as the first each is.</summary>
    public static double[] Ratios(IReadOnlyList<Network> variants, int batch, CancellationToken cancel)
    {
        var seconds = new OnnxTimer(1, cancel).Time(variants, batch);
        return [.. seconds.Select(s => seconds[0] / s)];
    }
}
