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

    /// <summary>Sends the requests and writes a table.</summary>
    /// <param name="url">Where the server listens.</param>
    /// <param name="requests">How many requests count; others before them warm the server up.</param>
    /// <param name="concurrency">How many at a time.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="InvalidDataException">An answer is not that of its row.</exception>
    /// <exception cref="HttpRequestException">The server is not there, or refuses a row.</exception>
    public static async Task Run(Uri url, int requests, int concurrency, CancellationToken cancel)
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
        var sent = 0;
        foreach (var part in parts)
        {
            await Send(part);
            await Memory($"after {sent += part.Length:N0}");
        }
        var (seconds, end) = (clock.Elapsed.TotalSeconds, await http.GetFromJsonAsync<Health>("health", cancel));
        double[] sorted = [.. parts.SelectMany(p => p).Order()];
        Print($"{requests:N0} requests in {seconds:0.0} s: {requests / seconds:N0} a second; ms p50 {At(0.5):0.00}, p99 {At(0.99):0.00}, most {sorted[^1]:0.00}; the server allocated {(end!.AllocatedBytes - start.AllocatedBytes) / requests:N0} bytes a request");

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
