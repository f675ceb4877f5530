using System.Diagnostics;

namespace Microsoft.ML.AutoML;

/// <summary>
/// The most that the process used while a trial ran: the share of all processors, and private memory. Looked at when it
/// starts, every two seconds, and when it is read.
/// </summary>
internal sealed class PeakUsage : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Timer _timer;
    private TimeSpan _processorTime;
    private long _lookedAt;
    private double _processors;
    private double _megabytes;

    public PeakUsage()
    {
        using (var process = Process.GetCurrentProcess())
            _processorTime = process.TotalProcessorTime;
        _lookedAt = Stopwatch.GetTimestamp();
        _timer = new Timer(_ => Look(), null, TimeSpan.Zero, s_interval);
    }

    public (double Processors, double Megabytes) Read()
    {
        _timer.Change(Timeout.Infinite, Timeout.Infinite);
        Look();
        lock (_lock)
            return (_processors, _megabytes);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        using var process = Process.GetCurrentProcess();
        lock (_lock)
        {
            var (time, now) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
            var available = Environment.ProcessorCount * Stopwatch.GetElapsedTime(_lookedAt, now).TotalMilliseconds;
            if (available > 0)
                _processors = Math.Max(_processors, (time - _processorTime).TotalMilliseconds / available);
            _megabytes = Math.Max(_megabytes, process.PrivateMemorySize64 / (1024.0 * 1024));
            (_processorTime, _lookedAt) = (time, now);
        }
    }
}
