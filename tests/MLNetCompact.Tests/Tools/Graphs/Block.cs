namespace MLNetCompact.Tests.Tools;

/// <summary>Some nodes behind a value; null, and no node, where the value does not suit.</summary>
internal delegate GraphValue? Block(GraphDraft m, GraphValue x);

/// <summary>A block under the name that the tests count it by.</summary>
internal sealed record NamedBlock(string Name, Block Make)
{
    /// <summary>How often it is drawn, compared with others.</summary>
    public int Weight { get; init; } = 2;

    public static NamedBlock Of(Block make) => new(make.Method.Name, make);

    public static NamedBlock Often(Block make) => new(make.Method.Name, make) { Weight = 5 };
}
