using MLNetCompact.Onnx;

namespace MLNetCompact;

/// <summary>An input or output of a network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its dimensions, the first is the batch, usually unknown; null where not even their number is stated.</param>
public sealed record NetworkValue(string Name, ElementType Type, Shape? Shape)
{
    /// <summary>What the file it was read from says of it beyond that; null for one made here. No part of what makes two values equal.</summary>
    internal ValueInfoProto? Source { get; init; }

    /// <inheritdoc/>
    public bool Equals(NetworkValue? other) => other is not null && Name == other.Name && Type == other.Type && Equals(Shape, other.Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Shape);
}
