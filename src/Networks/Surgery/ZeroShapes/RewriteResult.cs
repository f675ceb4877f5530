namespace MLNetCompact;

/// <summary>What a rewrite of nodes did.</summary>
/// <param name="Network">The network afterwards; the one given where nothing changed.</param>
/// <param name="Changed">The nodes that have another form now, and which.</param>
/// <param name="Refused">The nodes that have zeros to save and stay as they are, each with the reason.</param>
public sealed record RewriteResult(Network Network, IReadOnlyList<RewriteNote> Changed, IReadOnlyList<RewriteNote> Refused);

/// <summary>What is said of a node.</summary>
/// <param name="Node">The name of the node.</param>
/// <param name="Text">What became of it, or why it stays, for people.</param>
public sealed record RewriteNote(string Node, string Text);
