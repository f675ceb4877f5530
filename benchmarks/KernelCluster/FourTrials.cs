namespace MLNetCompact.Benchmarks;

/// <summary>How small the four methods together make a network, and how fast.</summary>
public abstract class FourTrials : MnistTrials
{
    protected override void Measure(IReadOnlyDictionary<string, Network[]> networks, List<IReadOnlyDictionary<string, object>> rows, List<Claim> claims, CancellationToken cancel)
    {
        var names = networks.Keys.ToArray();
        foreach (var name in names)
        {
            rows.Add(new Dictionary<string, object>
            {
                ["point"] = name, ["part"] = "files", [".onnx, bytes"] = (long)networks[name].Average(n => n.ToOnnx().LongLength), ["model.zip, bytes"] = (long)networks[name].Average(ZipSize.Of),
            });
        }
        var whole = names.Select(n => networks[n][0]).ToArray();
        foreach (var batch in new[] { 64, 1 })
        {
            var seconds = new OnnxTimer(1, cancel).Time(whole, batch);
            for (var i = 0; i < names.Length; i++)
                rows.Add(new Dictionary<string, object> { ["point"] = names[i], ["part"] = "network", ["batch"] = batch, ["ms per image"] = Math.Round(1000 * seconds[i] / batch, 4), ["times as fast as dense"] = Math.Round(seconds[0] / seconds[i], 2) });
        }
    }
}
