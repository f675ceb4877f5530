using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>
/// What a removal takes and what has to stay: protected groups, the last channel of a layer, groups whose constants cannot be told or
/// cost more than they free, and those that stay as carriers of constants.
/// </summary>
internal sealed class RemovalPlan
{
    private readonly SortedSet<int> _dead = [];
    private readonly SortedDictionary<int, string> _refused = [];
    private readonly SortedSet<int> _carriers = [];
    private readonly Dictionary<string, int> _carrierOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KeptChannels?> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool[]> _read = new(StringComparer.Ordinal);
    private readonly Network _network;

    /// <param name="network">The network.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="chosen">The numbers of those to remove.</param>
    /// <param name="refuse">Whether a group must stay for a reason found before, or null.</param>
    public RemovalPlan(Network network, ChannelGroups groups, IEnumerable<int> chosen, Func<ChannelGroup, string?> refuse)
    {
        (_network, Groups) = (network, groups);
        foreach (var id in chosen)
        {
            if ((groups.All[id].Protection ?? refuse(groups.All[id])) is { } reason)
                _refused[id] = reason;
            else
                _dead.Add(id);
        }
        KeepOneChannel();
        Constants = new DeadConstants(network, groups);
        foreach (var (node, view) in Readers())
            Settle(node, view);
        KeepOneChannel();
    }

    public ChannelGroups Groups { get; }

    public DeadConstants Constants { get; }

    public IReadOnlyList<ChannelGroup> Removed => [.. _dead.Select(id => Groups.All[id])];

    /// <summary>
    /// Where a convolution pads with zeros, a constant other than 0 is none at the borders. If the size of the maps is not known, one dead
    /// channel stays there, and the weights that read it take over those of all others in proportion to their constants: exact at every pixel.
    /// </summary>
    public IReadOnlyList<ChannelGroup> Carriers => [.. _carriers.Select(id => Groups.All[id])];

    public IReadOnlyList<Refusal> Refused => [.. _refused.Select(r => new Refusal(Groups.All[r.Key], r.Value))];

    /// <summary>Groups that leave constants behind which take weights of their own, or that share a weight with a node that is not cut alike.</summary>
    public SortedSet<int> Costly { get; } = [];

    /// <summary>The input channel that carries the constants into a node, or null.</summary>
    public int? CarrierOf(Node node) => _carrierOf.TryGetValue(node.Name, out var carrier) ? carrier : null;

    public bool IsTracked(string value) => Groups.Of(value) is not null;

    /// <summary>The positions of a value's channel axis that stay, or null where all do.</summary>
    public KeptChannels? Kept(string? value)
    {
        if (value is null || Groups.Of(value) is not { } channels)
            return null;
        if (!_kept.TryGetValue(value, out var kept))
        {
            int[] positions = [.. Enumerable.Range(0, channels.Count).Where(i => !_dead.Contains(channels[i].Id))];
            _kept[value] = kept = positions.Length == channels.Count ? null : new(Groups.AxisOf(value), channels.Count, positions);
        }
        return kept;
    }

    /// <summary>The dead channels that a node reads with any weight and that do not emit 0, as positions.</summary>
    public int[] Emitting(Node node)
    {
        var channels = Groups.Of(node.Inputs[0])!;
        var emitted = Constants.Of(node.Inputs[0]);
        var read = _read.TryGetValue(node.Name, out var known) ? known : _read[node.Name] = LinearView.Of(node, _network)!.LiveColumns();
        var silent = emitted.Rank == 0 ? [1] : emitted.PerPosition(Groups.AxisOf(node.Inputs[0]), values => values.All(v => v == 0) ? 0 : 1);
        return [.. Enumerable.Range(0, channels.Count).Where(i => _dead.Contains(channels[i].Id) && read[i] && silent[silent.Length == 1 ? 0 : i] != 0)];
    }

    /// <summary>The nodes that read tracked channels with a weight.</summary>
    private IEnumerable<(Node Node, LinearView View)> Readers()
    {
        foreach (var node in _network.Nodes)
        {
            if (node.Operator is LinearOp && LinearView.Of(node, _network) is { } view && IsTracked(node.Inputs[0]) && IsTracked(node.Output))
                yield return (node, view);
        }
    }

    /// <summary>Decides for the dead channels that a node reads how their constants are carried on, or that they stay.</summary>
    private void Settle(Node node, LinearView view)
    {
        if (_network.ReadersOf(node.Inputs[1]).Skip(1).Any())
            Costly.UnionWith(Groups.Of(node.Inputs[0])!.Concat(Groups.Of(node.Output)!).Select(g => g.Id));
        // A depthwise convolution goes with the channels it reads.
        if (view.IsDepthwise || Emitting(node) is not { Length: > 0 } emitting)
            return;
        var (channels, emitted) = (Groups.Of(node.Inputs[0])!, Constants.Of(node.Inputs[0]));
        var axis = Groups.AxisOf(node.Inputs[0]);
        var told = emitted.Rank == 0 ? [double.NaN] : emitted.PerPosition(axis, values => values.Any(v => !double.IsFinite(v)) ? double.NaN : values.Max() - values.Min());
        foreach (var i in emitting.Where(i => !double.IsFinite(told[told.Length == 1 ? 0 : i])))
            Refuse(channels[i].Id, $"what {node} would still get from it is not a constant that can be told");
        emitting = Emitting(node);
        if (emitting.Length == 0)
            return;
        var weight = _network.Weights[node.Inputs[1]];
        if (LinearConstants.NumbersPerRow(_network, node, view, weight, emitted) is not { } numbers)
            PlanCarrier(node, view, emitting, told);
        else if (numbers > 1)
            Weigh(node, view, emitting, numbers * view.Rows);
    }

    /// <summary>Constants that differ near borders take numbers of their own: more than the removal frees is too many.</summary>
    private void Weigh(Node node, LinearView view, int[] emitting, long added)
    {
        var channels = Groups.Of(node.Inputs[0])!;
        var leaving = emitting.Select(i => channels[i].Id).ToHashSet();
        Costly.UnionWith(leaving);
        if (leaving.Sum(Freed) >= added)
            return;
        foreach (var id in leaving)
            Refuse(id, $"the constant it leaves at the borders of {node} would take more numbers than its removal frees");
    }

    /// <summary>How many weights go with a group.</summary>
    private long Freed(int id)
    {
        var group = Groups.All[id];
        return group.Producers.Sum(p => Slice(p, row: true)) + group.Readers.Sum(r => Slice(r, row: false));
    }

    private long Slice(Channel channel, bool row)
    {
        var view = Views.TryGetValue(channel.Node, out var known) ? known : Views[channel.Node] = LinearView.Of(_network.Nodes.First(n => n.Name == channel.Node), _network)!;
        return (row ? view.Columns : view.Rows) / view.Group * (long)view.Block;
    }

    private Dictionary<string, LinearView> Views { get; } = new(StringComparer.Ordinal);

    private void PlanCarrier(Node node, LinearView view, int[] emitting, double[] spread)
    {
        var (channels, emitted) = (Groups.Of(node.Inputs[0])!, Constants.Of(node.Inputs[0]));
        if (view.Group > 1 || emitting.Any(i => spread[spread.Length == 1 ? 0 : i] != 0))
        {
            foreach (var i in emitting)
                Refuse(channels[i].Id, $"the constant it leaves at the borders of {node} depends on the size of the maps, which is not known");
            return;
        }
        var constants = emitted.PerPosition(Groups.AxisOf(node.Inputs[0]), values => values[0]);
        var candidates = emitting.Concat(Enumerable.Range(0, channels.Count).Where(i => _carriers.Contains(channels[i].Id) && constants[i] != 0))
            .OrderByDescending(i => Math.Abs(constants[i])).ThenBy(i => i).ToList();
        // A carrier of another reader serves here too, unless its constant has faded: the weights that take over grow as it shrinks.
        var least = Math.Abs(constants[candidates[0]]) / 16;
        var shared = candidates.FindIndex(i => _carriers.Contains(channels[i].Id) && Math.Abs(constants[i]) >= least);
        var carrier = candidates[Math.Max(0, shared)];
        _carrierOf[node.Name] = carrier;
        _carriers.Add(channels[carrier].Id);
        _dead.Remove(channels[carrier].Id);
        Costly.UnionWith(emitting.Select(i => channels[i].Id));
    }

    /// <summary>A value without channels is none: where all would go, the first stays.</summary>
    private void KeepOneChannel()
    {
        foreach (var node in _network.Nodes)
        {
            foreach (var output in node.Outputs)
            {
                if (Groups.Of(output) is { Count: > 0 } channels && channels.All(c => _dead.Contains(c.Id)))
                    Refuse(channels[0].Id, $"{node} needs at least one channel");
            }
        }
    }

    private void Refuse(int id, string reason)
    {
        if (_dead.Remove(id))
            _refused[id] = reason;
    }
}
