namespace MLNetCompact;

/// <summary>What <see cref="Surgery.Remove"/> did.</summary>
/// <param name="Network">The smaller network.</param>
/// <param name="Removed">The groups that are gone.</param>
/// <param name="Carriers">The groups that stay as one constant channel each, which carries the constants of removed ones past a zero-padded convolution; they are masked.</param>
/// <param name="Refused">The groups that had to stay as they are, each with the reason.</param>
public sealed record SurgeryResult(Network Network, IReadOnlyList<ChannelGroup> Removed, IReadOnlyList<ChannelGroup> Carriers, IReadOnlyList<Refusal> Refused);

/// <summary>A group that was to be removed and stays.</summary>
/// <param name="Group">The group.</param>
/// <param name="Reason">Why it stays.</param>
public sealed record Refusal(ChannelGroup Group, string Reason);
