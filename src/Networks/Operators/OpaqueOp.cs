namespace MLNetCompact.Operators;

/// <summary>An operator that is carried through unchanged. Channels that touch it are protected, and shapes behind it are not known.</summary>
public sealed record OpaqueOp : Operator
{
    private readonly string _opType;

    internal OpaqueOp(string opType, string domain, OperatorAttributes attributes) => (_opType, Domain, Attributes) = (opType, domain, attributes);

    /// <inheritdoc/>
    public override string OpType => _opType;

    /// <summary>The operator set that defines it; "" for ONNX's own.</summary>
    public string Domain { get; }

    internal override OperatorAttributes Attributes { get; }

    /// <summary>
    /// The names under which graphs in the attributes (of If, Loop, Scan) read values of the network. Nodes of such an operator list those values
    /// after their inputs, so that they are readers like any other; the file format does not.
    /// </summary>
    internal IReadOnlyList<string> Captures { get; init; } = [];

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [];

    internal override InputRole Role(Node node, Network network, int input) => InputRole.Weight;

    internal override void Tie(ChannelTies ties, Node node) => ties.ProtectAll(node, $"{node} is carried through unchanged");
}
