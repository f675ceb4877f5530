using System.Globalization;

namespace MLNetCompact;

/// <summary>Times forms of single nodes, and a network with other forms as a whole.</summary>
/// <param name="network">The network as it is.</param>
/// <param name="timer">Decides what is faster: <see cref="OnnxTimer.Time"/>.</param>
/// <param name="batches">Batch sizes at which a form must be faster; 1 and 64 if null.</param>
internal sealed class FormTrials(Network network, SpeedTimer timer, IReadOnlyList<int>? batches = null)
{
    private readonly IReadOnlyList<int> _batches = batches ?? Fastest.Batches;
    private readonly List<string> _timings = [];

    /// <summary>For the log: what was measured.</summary>
    public IReadOnlyList<string> Timings => _timings;

    /// <summary>A network of that node alone, which reads what it reads.</summary>
    public Network Alone(Node node)
    {
        var type = network.Weights[node.Inputs[1]].Type;
        var inputs = node.Inputs.Where(i => i.Length > 0 && !network.Weights.ContainsKey(i)).Distinct()
            .Select(i => new NetworkValue(i, type, network.Shapes.GetValueOrDefault(i)));
        return network.With(inputs: inputs, nodes: [node], outputs: [new(node.Output, type, null)], metadata: []);
    }

    /// <summary>Chooses the fastest form of a node.</summary>
    /// <param name="what">What the log calls it.</param>
    /// <param name="alone">The node alone, as it is.</param>
    /// <param name="forms">The same in other forms.</param>
    public SpeedChoice Choose(string what, Network alone, IReadOnlyList<(string Name, Network Network)> forms)
    {
        var choice = Fastest.Of([alone, .. forms.Select(f => f.Network)], timer, _batches);
        Tell(what, [.. forms.Select(f => f.Name)], choice);
        return choice;
    }

    /// <summary>Whether the network as a whole is no slower in other forms; yes where it cannot be measured.</summary>
    public bool IsNoSlower(Network changed)
    {
        if (!network.Inputs.All(TimedSession.CanFeed))
            return true;
        var choice = Fastest.Of([network, changed], timer, _batches, margin: 0);
        Tell("The whole network", ["with other forms"], choice);
        return choice.Seconds.All(s => s[1] <= s[0]);
    }

    /// <summary>Batch sizes for people.</summary>
    public static string Text(IReadOnlyList<int> batches) => $"batch {string.Join(" and ", batches)}";

    private void Tell(string what, IReadOnlyList<string> forms, SpeedChoice choice)
    {
        for (var b = 0; b < choice.Batches.Count; b++)
        {
            var seconds = choice.Seconds[b];
            var times = seconds.Skip(1).Select((s, i) => string.Create(CultureInfo.InvariantCulture, $"{forms[i]} {s * 1e3:0.0000} ms ({seconds[0] / s:0.00}x)"));
            _timings.Add(string.Create(CultureInfo.InvariantCulture, $"{what}, batch {choice.Batches[b]}: {seconds[0] * 1e3:0.0000} ms; {string.Join("; ", times)}"));
        }
    }
}
