using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MLNetCompact.Tests.Tools;

/// <summary>Chromium without a window, which shows pages from files.</summary>
internal static partial class Browser
{
    /// <summary>Measures texts: which lie over each other, and which reach out of their drawing.</summary>
    private const string Measuring = """
        <script>
        const found = [], texts = [...document.querySelectorAll('svg text, th, td, h1, h2, p, li')].filter(e => e.textContent.trim());
        const boxes = texts.map(e => { const r = document.createRange(); const own = [...e.childNodes].filter(n => n.nodeType === 3); if (!own.length) return null;
            r.setStartBefore(own[0]); r.setEndAfter(own[own.length - 1]); return e.closest('svg') ? e.getBoundingClientRect() : r.getBoundingClientRect(); });
        for (let i = 0; i < texts.length; i++) {
            const a = boxes[i]; if (!a) continue;
            const svg = texts[i].closest('svg'), frame = svg && svg.getBoundingClientRect();
            if (frame && (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1 || a.bottom > frame.bottom + 1)) found.push('out of its drawing: ' + texts[i].textContent);
            for (let j = i + 1; j < texts.length; j++) {
                const b = boxes[j];
                if (b && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2) found.push(texts[i].textContent + ' | ' + texts[j].textContent);
            }
        }
        document.documentElement.setAttribute('data-found', JSON.stringify(found)); document.documentElement.setAttribute('data-texts', texts.length);
        </script>
        """;

    private static readonly string? s_program = new[] { "chromium", "chromium-browser", "google-chrome" }
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), (name, folder) => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Ends a test that has no browser, with the reason.</summary>
    public static void Require()
    {
        if (s_program is null)
            Assert.Inconclusive("No Chromium on the PATH (Debian: apt-get install chromium): pages were not looked at.");
    }

    /// <summary>A picture of a page as a PNG file.</summary>
    public static void Screenshot(string page, string picture, int height) => Run($"--window-size=1200,{height}", $"--screenshot={picture}", new Uri(page).AbsoluteUri);

    /// <summary>Texts that lie over each other or reach out of their drawing, and how many texts there are.</summary>
    public static (string[] Found, int Texts) Overlaps(string page, string aside)
    {
        // The page allows no script, so a copy without that rule is measured.
        var copy = CspTag().Replace(File.ReadAllText(page), "").Replace("</body>", Measuring + "</body>", StringComparison.Ordinal);
        File.WriteAllText(aside, copy);
        var dom = Run("--window-size=1200,2000", "--dump-dom", new Uri(aside).AbsoluteUri);
        var found = WebUtility.HtmlDecode(FoundAttribute().Match(dom) is { Success: true } match ? match.Groups[1].Value : throw new InvalidDataException($"The page was not measured: {dom[..Math.Min(400, dom.Length)]}"));
        return (JsonSerializer.Deserialize<string[]>(found)!, int.Parse(TextsAttribute().Match(dom).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Run(params string[] arguments)
    {
        using var profile = new TempFolder();
        var start = new ProcessStartInfo(s_program!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run", $"--user-data-dir={profile.File("profile")}", .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(4)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"Chromium did not end: {errors.Result}");
        }
        return output.Result;
    }

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\"[^>]*>")]
    private static partial Regex CspTag();

    [GeneratedRegex("data-found=\"([^\"]*)\"")]
    private static partial Regex FoundAttribute();

    [GeneratedRegex("data-texts=\"([0-9]+)\"")]
    private static partial Regex TextsAttribute();
}
