using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>What a branch still gives when the last weights of it are 0.</summary>
internal sealed class BranchConstants
{
    private readonly Network _network;
    private readonly HashSet<string> _own;
    private readonly DeadConstants _constants;

    /// <param name="network">The network.</param>
    /// <param name="own">The nodes of the branch that no one else reads.</param>
    public BranchConstants(Network network, HashSet<string> own) => (_network, _own, _constants) = (network, own, new DeadConstants(network, ChannelGroups.Of(network)));

    /// <exception cref="ArgumentException">It is not constant; the message says where that comes from.</exception>
    public Emission Of(string value)
    {
        CheckEnds(value);
        var emitted = _constants.Of(value);
        return emitted.Rank >= 2 && !emitted.Values.ToArray().Any(v => !double.IsFinite(v)) ? emitted
            : throw new ArgumentException($"What the branch '{value}' leaves with its last weights at 0 is not a constant that can be told.");
    }

    /// <summary>Walks from the end of the branch back to the layers whose weights are set to 0: all of them have to be its own.</summary>
    private void CheckEnds(string value)
    {
        var open = new Stack<string>([value]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out var name))
        {
            if (!seen.Add(name) || _constants.IsFixed(name))
                continue;
            if (_network.ProducerOf(name) is not { } maker || !_own.Contains(maker.Name))
                throw new ArgumentException($"The branch hands on '{name}', which others read too or the caller gives: it has no weights of its own to set to 0.");
            if (maker.Operator is LinearOp && LinearView.Of(maker, _network) is not null)
                continue;
            foreach (var input in maker.Inputs.Where(i => i.Length > 0))
                open.Push(input);
        }
    }
}
