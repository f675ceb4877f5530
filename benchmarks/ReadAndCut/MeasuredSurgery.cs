using System.Diagnostics;
using System.Text.Json;

namespace MLNetCompact.Benchmarks;

/// <summary>What the fresh process measured. It prints this as JSON.</summary>
public sealed record MeasuredSurgery(double ReadSeconds, double GroupSeconds, double SurgerySeconds, double ProcessorSeconds, long PeakBytes, int Groups, int Removed, int Carriers, int Refused, double MultiplyAddsLeft)
{
    /// <summary>The argument that turns this program into the fresh process.</summary>
    public const string Command = "measure-surgery";

    private const int Seed = 2;

    public double Seconds => ReadSeconds + GroupSeconds + SurgerySeconds;

    public static int Run(string file)
    {
        var clock = Stopwatch.StartNew();
        var network = Network.Load(file);
        var read = Lap();
        var groups = network.Groups();
        var grouped = Lap();
        var random = new Random(Seed);
        var half = groups.Kinds().Where(k => k.Protection is null).SelectMany(k => k.Groups.OrderBy(_ => random.Next()).Take(k.Groups.Count / 2)).ToArray();
        Lap();
        var result = Surgery.Remove(network, half);
        var cut = Lap();
        using var process = Process.GetCurrentProcess();
        var (processor, peak) = (process.TotalProcessorTime.TotalSeconds, process.PeakWorkingSet64);
        var left = (double)NetworkCost.Of(result.Network).MultiplyAdds / NetworkCost.Of(network).MultiplyAdds;
        Console.WriteLine(JsonSerializer.Serialize(new MeasuredSurgery(read, grouped, cut, processor, peak, groups.All.Count, result.Removed.Count, result.Carriers.Count, result.Refused.Count, left)));
        return 0;

        double Lap()
        {
            var seconds = clock.Elapsed.TotalSeconds;
            clock.Restart();
            return seconds;
        }
    }

    public Dictionary<string, object> ToRow(int round, long fileBytes) => new()
    {
        ["round"] = round, ["read s"] = Math.Round(ReadSeconds, 2), ["groups s"] = Math.Round(GroupSeconds, 2), ["surgery s"] = Math.Round(SurgerySeconds, 2),
        ["processor s"] = Math.Round(ProcessorSeconds, 2), ["peak MB"] = Math.Round(PeakBytes / 1e6), ["file MB"] = Math.Round(fileBytes / 1e6), ["groups"] = Groups, ["removed"] = Removed, ["carriers"] = Carriers, ["refused"] = Refused,
        ["multiply-adds left"] = Math.Round(MultiplyAddsLeft, 3),
    };
}
