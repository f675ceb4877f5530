using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace LineOfBusiness;

/// <summary>Sends random rows to a running server, several at a time, and tells how fast it answered and what became of its memory.</summary>
public static class LoadClient
{
    private const int Rows = 64;
    private const int WarmUp = 5000;

    /// <summary>Sends the requests and tells on the console how they went.</summary>
    /// <param name="url">Where the server listens.</param>
    /// <param name="requests">How many requests count; others before them warm the server up.</param>
    /// <param name="concurrency">How many at a time.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="InvalidDataException">An answer is not that of its row.</exception>
    /// <exception cref="HttpRequestException">The server is not there, or refuses a row.</exception>
    public static async Task<LoadResult> Run(Uri url, int requests, int concurrency, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = url };
        var model = (await http.GetFromJsonAsync<ModelFacts>("model", cancel))!;
        var random = new Random(1);
        var rows = Enumerable.Range(0, Rows).Select(_ => JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, float[]> { [model.FeatureColumn] = [.. Enumerable.Range(0, model.FeatureCount).Select(_ => random.NextSingle())] })).ToArray();
        var answers = new byte[Rows][];
        for (var i = 0; i < Rows; i++)
            answers[i] = await Score(http, rows[i], cancel);

        Print($"{rows[0].Length:N0} bytes a request, {concurrency} at a time");
        await Send(new double[WarmUp]);
        var start = await Memory("before");
        var (milliseconds, clock) = (new double[requests], Stopwatch.StartNew());
        var parts = milliseconds.Chunk(Math.Max(1, (requests + 3) / 4)).ToArray();
        var (sent, memory) = (0, new List<Health>());
        foreach (var part in parts)
        {
            await Send(part);
            memory.Add(await Memory($"after {sent += part.Length:N0}"));
        }
        var seconds = clock.Elapsed.TotalSeconds;
        double[] sorted = [.. parts.SelectMany(p => p).Order()];
        var result = new LoadResult(requests / seconds, At(0.5), At(0.99), sorted[^1], (memory[^1].AllocatedBytes - start.AllocatedBytes) / requests, memory);
        Print($"{requests:N0} requests in {seconds:0.0} s: {result.PerSecond:N0} a second; ms p50 {result.Median:0.00}, p99 {result.Percentile99:0.00}, most {result.Most:0.00}; the server allocated {result.AllocatedBytes:N0} bytes a request");
        return result;

        double At(double share) => sorted[(int)((sorted.Length - 1) * share)];

        // Each worker takes the next request until none is left. An answer has to be the one that its row got when it was alone.
        async Task Send(double[] times)
        {
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(async () =>
            {
                for (var i = Interlocked.Increment(ref next); i < times.Length; i = Interlocked.Increment(ref next))
                {
                    var began = Stopwatch.GetTimestamp();
                    var answer = await Score(http, rows[i % Rows], cancel);
                    times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                    if (!answer.AsSpan().SequenceEqual(answers[i % Rows]))
                        throw new InvalidDataException($"Request {i} got the answer of another row.");
                }
            }, cancel)));
        }

        async Task<Health> Memory(string when)
        {
            var health = (await http.GetFromJsonAsync<Health>("health", cancel))!;
            Print($"{when}: working set {health.WorkingSetBytes / 1e6:0.0} MB, heap {health.HeapBytes / 1e6:0.0} MB, {health.HeapBytesAfterCollection / 1e6:0.0} MB after the last of {health.Collections} collections");
            return health;
        }
    }

    private static async Task<byte[]> Score(HttpClient http, byte[] row, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(row) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await http.PostAsync("score", content, cancel);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(cancel);
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}

/// <summary>How a server did under load.</summary>
/// <param name="PerSecond">Requests a second.</param>
/// <param name="Median">Half of the requests took at most so many milliseconds.</param>
/// <param name="Percentile99">99 of 100 took at most so many milliseconds.</param>
/// <param name="Most">The slowest took so many milliseconds.</param>
/// <param name="AllocatedBytes">What the server allocated for a request.</param>
/// <param name="Memory">The server after each quarter of the requests.</param>
public sealed record LoadResult(double PerSecond, double Median, double Percentile99, double Most, long AllocatedBytes, IReadOnlyList<Health> Memory);
