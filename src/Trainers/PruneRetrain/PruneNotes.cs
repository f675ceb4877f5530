namespace MLNetCompact;

/// <summary>What a report tells of pruned connections.</summary>
internal static class PruneNotes
{
    /// <summary>What each layer keeps.</summary>
    public static void Layers(IReadOnlyList<PrunableLayer> whole, Network pruned, RunContext run)
    {
        var after = PrunableLayer.Of(pruned).ToDictionary(l => l.Weight);
        foreach (var layer in whole)
            run.Note(FormattableString.Invariant($"{layer.Node} keeps {after[layer.Weight].Live:N0} of {layer.Values.Length:N0} weights ({100.0 * after[layer.Weight].Live / layer.Values.Length:0.0} %)"));
        run.Note(FormattableString.Invariant($"{after.Values.Sum(l => l.Live):N0} of {whole.Sum(l => l.Values.Length):N0} weights are left"));
    }

    /// <summary>Removes neurons and channels without connections and tells of them.</summary>
    public static Network WithoutDead(Network network, RunContext run)
    {
        var dead = Surgery.RemoveDead(network);
        foreach (var refusal in dead.Refused)
            run.Note($"{refusal.Group.Producers[0]} stays although nothing makes or reads it: {refusal.Reason}");
        if (dead.Removed.Count > 0)
            run.Note($"{dead.Removed.Count} neurons or channels without connections are gone, {dead.Carriers.Count} more carry a constant");
        return dead.Network;
    }

    /// <summary>Whether it is faster, in words.</summary>
    public static void Speed(Network before, Network after, RunContext run)
    {
        var (dense, small) = (NetworkCost.Of(before).MultiplyAdds, NetworkCost.Of(after).MultiplyAdds);
        run.Note(small < dense
            ? FormattableString.Invariant($"Of its multiply-adds {100.0 * small / dense:0.0} % are left, since whole neurons or channels are gone; single zeros make the file smaller, not the network faster: ONNX Runtime computes with them")
            : "No faster than before: ONNX Runtime computes with the zeros. They make the file smaller; for speed whole channels have to go (StructuredSparsity)");
    }
}
