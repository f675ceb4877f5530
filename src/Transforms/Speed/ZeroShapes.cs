namespace MLNetCompact;

/// <summary>
/// Makes zeros pay that whole filters share: dead borders of kernels, inputs that nobody reads, columns of a convolution's matrix. What only makes work less is done;
/// what needs another node in front (a Slice, a Gather, the lowered form) only where ONNX Runtime measures it faster here, else the zeros stay and a note says why.
/// </summary>
/// <remarks>
/// A form is measured on the node alone, with the dimensions of its own input, where its gain is not lost in the noise of the rest; it must save
/// <see cref="Fastest.Margin"/> of the time at every batch size. But alone it does not show what runtimes lose by it around (fusions, blocked layouts), so the whole network with
/// all forms chosen is measured too: while it is slower than without, the form that gained least goes. Measured choices may differ from run to run where a form is near the margin.
/// </remarks>
internal sealed class ZeroShapes
{
    /// <summary>The largest share of live taps for which the lowered form was seen to win.</summary>
    public const double MostLiveTaps = 0.35;

    /// <summary>The fewest input channels for which it was.</summary>
    public const int FewestChannels = 16;

    private readonly Network _network;
    private readonly FormTrials _trials;
    private readonly List<string> _notes = [];

    private ZeroShapes(Network network, FormTrials trials) => (_network, _trials) = (network, trials);

    /// <summary>Applies it within a step, measured with one thread; notes go to the step's report, clock times to the log.</summary>
    /// <param name="network">The network; <see cref="Surgery.RemoveDead"/> should have removed what can go where it is made.</param>
    /// <param name="run">The run.</param>
    public static Network Apply(Network network, RunContext run) => Apply(network, new OnnxTimer(threads: 1, run.CancellationToken).Time).Tell(run);

    /// <summary>Applies it.</summary>
    /// <param name="network">The network; <see cref="Surgery.RemoveDead"/> should have removed what can go where it is made.</param>
    /// <param name="timer">Decides what is faster: <see cref="OnnxTimer.Time"/>.</param>
    /// <param name="batches">Batch sizes at which a form must be faster; 1 and 64 if null.</param>
    public static FormResult Apply(Network network, SpeedTimer timer, IReadOnlyList<int>? batches = null)
    {
        var cropped = KernelCrop.Apply(network, cuts: false);
        var trials = new FormTrials(cropped.Network, timer, batches);
        var shapes = new ZeroShapes(cropped.Network, trials);
        var taken = shapes.Chosen(cropped.Refused.ToDictionary(r => r.Node, r => r.Text, StringComparer.Ordinal));
        var changed = shapes.Confirmed(taken);
        return new(changed, [.. cropped.Changed.Select(c => c.Text), .. shapes._notes], trials.Timings);
    }

    /// <summary>The forms that nodes gain by, each measured alone.</summary>
    private List<Choice> Chosen(Dictionary<string, string> refused)
    {
        var chosen = new List<Choice>();
        foreach (var node in _network.Nodes.Where(n => LinearView.Of(n, _network) is not null && !_network.Weights.ContainsKey(n.Inputs[0])))
        {
            var alone = _trials.Alone(node);
            var forms = ZeroForm.CandidatesOf(alone, _network, node);
            if (forms.Count == 0)
            {
                if ((refused.GetValueOrDefault(node.Name) ?? ZeroForm.WhyNotLowered(_network, node)) is { } reason)
                    _notes.Add(reason);
                continue;
            }
            if (!alone.Inputs.All(TimedSession.CanFeed))
            {
                _notes.Add($"{node} keeps its zeros: the sizes of what it reads are not known, so that no other form could be measured");
                continue;
            }
            var choice = _trials.Choose(node.ToString(), alone, [.. forms.Select(f => (f.Name, f.Of(alone, new HashSet<string> { node.Name })))]);
            if (choice.Index > 0)
                chosen.Add(new(node, forms[choice.Index - 1], choice.Share));
            else
                _notes.Add($"{node} keeps its zeros: {string.Join(", ", forms.Select(f => f.Name))} would not be faster by {Fastest.Margin * 100:0} % at {FormTrials.Text(choice.Batches)}");
        }
        return chosen;
    }

    /// <summary>The network with the forms chosen, without those that make it slower as a whole.</summary>
    private Network Confirmed(List<Choice> chosen)
    {
        while (chosen.Count > 0)
        {
            var changed = _network;
            foreach (var same in chosen.GroupBy(c => c.Form))
                changed = same.Key.Of(changed, same.Select(c => c.Node.Name).ToHashSet(StringComparer.Ordinal));
            if (_trials.IsNoSlower(changed))
            {
                foreach (var choice in chosen)
                {
                    var stays = changed.Nodes.Single(n => n.Name == choice.Node.Name).Inputs.SequenceEqual(choice.Node.Inputs);
                    _notes.Add(stays ? $"{choice.Node} keeps its zeros: it shares its weight with nodes that keep theirs" : $"{choice.Node} has another form now: {choice.Form.Name}");
                }
                return changed;
            }
            var least = chosen.MaxBy(c => c.Share)!;
            chosen.Remove(least);
            _notes.Add($"{least.Node} keeps its zeros: {least.Form.Name} is faster alone, but makes the network as a whole no faster");
        }
        return _network;
    }

    private sealed record Choice(Node Node, ZeroForm Form, double Share);
}
