namespace MLNetCompact;

/// <summary>An input or output of a network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its dimensions, the first is the batch, usually unknown; null where not even their number is stated.</param>
public sealed record NetworkValue(string Name, ElementType Type, Shape? Shape);
