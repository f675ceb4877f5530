namespace MLNetCompact.Operators;

/// <summary>
/// What a node computes, with ONNX's semantics and names. A closed set: what is not in it is an <see cref="OpaqueOp"/>.
/// Each operator tells its shapes, its cost, which channels it ties together, and how it is cut.
/// </summary>
public abstract record Operator
{
    private protected Operator()
    {
    }

    /// <summary>ONNX's name of the operator.</summary>
    public abstract string OpType { get; }

    /// <summary>The attributes as the ONNX file states them.</summary>
    internal abstract OperatorAttributes Attributes { get; }

    /// <summary>How input 1 holds rows and columns, for operators that multiply by a weight.</summary>
    internal virtual LinearLayout? Layout => null;

    /// <summary>The input that is added to every output channel, or null where there is no place for one.</summary>
    internal virtual int? BiasInput => null;

    /// <summary>The factors of the product and of the bias.</summary>
    internal virtual (double Product, double Bias) LinearFactors => (1, 1);

    /// <summary>The shapes of the outputs, null for one that cannot be told; fewer or none where nothing can.</summary>
    internal abstract IReadOnlyList<Shape?> InferShapes(ShapeQuestion question);

    /// <summary>Multiply-add operations for one row; padding taps count.</summary>
    internal virtual long MultiplyAdds(Node node, Network network) => 0;

    /// <summary>What input <paramref name="input"/> of the node is for, if it is a constant.</summary>
    internal virtual InputRole Role(Node node, Network network, int input) => InputRole.Setting;

    /// <summary>Says which channels of its inputs and outputs must be removed together. Without a rule, what it touches is protected.</summary>
    internal virtual void Tie(ChannelTies ties, Node node) => ties.ProtectAll(node, $"{node} has no rule for removing channels");

    /// <summary>What output <paramref name="output"/> holds where its channels are dead (the weights that make them are 0).</summary>
    internal virtual Emission Emit(DeadConstants constants, Node node, int output) => Emission.Live;

    /// <summary>Removes the dead channels from the node's weights and settings.</summary>
    internal virtual void Cut(NetworkCut cut, Node node)
    {
    }
}
