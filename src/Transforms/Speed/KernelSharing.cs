using System.Globalization;

namespace MLNetCompact;

/// <summary>
/// Makes kernels pay that are multiples of few: where few meet each input channel or each filter, a convolution is a depthwise one and one of 1x1, if ONNX Runtime
/// measures that faster here and the file does not become larger.
/// </summary>
/// <remarks>
/// A form is measured as those of <see cref="ZeroShapes"/> are: the node alone, then the whole network with all forms chosen; while that is slower, or its file larger,
/// the form that gained least goes.
/// </remarks>
internal sealed class KernelSharing
{
    private readonly Network _network;
    private readonly FormTrials _trials;
    private readonly List<string> _notes = [];

    private KernelSharing(Network network, FormTrials trials) => (_network, _trials) = (network, trials);

    /// <summary>Applies it within a step, measured with one thread; notes go to the step's report, clock times to the log.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">The names of the weights whose nodes may change.</param>
    /// <param name="run">The run.</param>
    public static Network Apply(Network network, IReadOnlyCollection<string> weights, RunContext run) => Apply(network, weights, new OnnxTimer(threads: 1, run.CancellationToken).Time).Tell(run);

    /// <summary>Applies it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">The names of the weights whose nodes may change.</param>
    /// <param name="timer">Decides what is faster: <see cref="OnnxTimer.Time"/>.</param>
    /// <param name="batches">Batch sizes at which a form must be faster; 1 and 64 if null.</param>
    public static FormResult Apply(Network network, IReadOnlyCollection<string> weights, SpeedTimer timer, IReadOnlyList<int>? batches = null)
    {
        var trials = new FormTrials(network, timer, batches);
        var sharing = new KernelSharing(network, trials);
        var changed = sharing.Confirmed(sharing.Chosen(weights));
        return new(changed, sharing._notes, trials.Timings);
    }

    /// <summary>The forms that nodes gain by, each measured alone.</summary>
    private List<Choice> Chosen(IReadOnlyCollection<string> weights)
    {
        var chosen = new List<Choice>();
        foreach (var node in _network.Nodes.Where(n => n.Input(1) is { } weight && weights.Contains(weight) && LinearView.Of(n, _network) is not null))
        {
            var alone = _trials.Alone(node);
            var forms = KernelForm.CandidatesOf(_network, node, alone);
            if (forms.Count == 0)
                continue;
            if (!alone.Inputs.All(TimedSession.CanFeed))
            {
                _notes.Add($"{node} stays one convolution: the sizes of what it reads are not known, so that no other form could be measured");
                continue;
            }
            var bytes = alone.ToOnnx().LongLength;
            (KernelForm Form, Network Network)[] small = [.. forms.Select(f => (f, f.Of(alone, node.Name))).Where(f => f.Item2.ToOnnx().LongLength <= bytes)];
            if (small.Length == 0)
            {
                _notes.Add($"{node} stays one convolution: with few kernels for each channel it could be several of less work, but they would take more than its {bytes} bytes");
                continue;
            }
            var choice = _trials.Choose(node.ToString(), alone, [.. small.Select(f => (f.Form.Name, f.Network))]);
            if (choice.Index > 0)
                chosen.Add(new(node, small[choice.Index - 1].Form, choice.Share));
            else
                _notes.Add($"{node} stays one convolution, which measured faster: other forms would not save {Fastest.Margin * 100:0} % of its time at {FormTrials.Text(choice.Batches)}");
        }
        return chosen;
    }

    /// <summary>The network with the forms chosen, without those that make it slower as a whole, or its file larger.</summary>
    private Network Confirmed(List<Choice> chosen)
    {
        var bytes = chosen.Count > 0 ? _network.ToOnnx().LongLength : 0;
        while (chosen.Count > 0)
        {
            var changed = chosen.Aggregate(_network, (network, choice) => choice.Form.Of(network, choice.Node.Name));
            var isLarger = changed.ToOnnx().LongLength > bytes;
            if (!isLarger && _trials.IsNoSlower(changed))
            {
                foreach (var choice in chosen)
                    _notes.Add(string.Create(CultureInfo.InvariantCulture, $"{choice.Node} has another form now: {choice.Form.Name}; alone it is {1 / choice.Share:0.0} times as fast"));
                return changed;
            }
            var least = chosen.MaxBy(c => c.Share)!;
            chosen.Remove(least);
            _notes.Add($"{least.Node} stays one convolution: another form is faster alone, but makes the {(isLarger ? "file as a whole larger" : "network as a whole no faster")}");
        }
        return _network;
    }

    private sealed record Choice(Node Node, KernelForm Form, double Share);
}
