namespace MLNetCompact.Operators;

/// <summary>min(max(x, lower), upper). The bounds are attributes in old files and inputs 1 and 2 from opset 11 on; one left out does not bind.</summary>
public sealed partial record Clip : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Clip";

    /// <summary>The lower bound as an attribute, or null where it is input 1 or none.</summary>
    public float? Min { get; init; }

    /// <summary>The upper bound as an attribute, or null where it is input 2 or none.</summary>
    public float? Max { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("max", Max), ("min", Min));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Clip? From(NodeForm form)
    {
        if (form.Opset >= 11)
            return form.Attributes.Only() ? new Clip() : null;
        return form.Attributes.Only("max", "min") && form.InputCount == 1
            ? new Clip { Min = Bound(form.Attributes, "min"), Max = Bound(form.Attributes, "max") } : null;
    }

    /// <summary>It with both bounds as attributes, also where they are constant inputs; null where one is computed.</summary>
    internal Clip? Bounded(Node node, Network network)
    {
        var (min, max) = (node.Input(1), node.Input(2));
        if ((min is not null && network.NumberOf(node, 1) is null) || (max is not null && network.NumberOf(node, 2) is null))
            return null;
        return new Clip { Min = min is null ? Min : network.NumberOf(node, 1), Max = max is null ? Max : network.NumberOf(node, 2) };
    }

    /// <summary>With the bounds that are attributes; see <see cref="Bounded"/> for those that are inputs.</summary>
    internal override double Apply(double x) => Math.Min(Math.Max(x, Min ?? double.NegativeInfinity), Max ?? double.PositiveInfinity);

    private static float? Bound(OperatorAttributes attributes, string name) => attributes.Has(name) ? attributes.Get(name, 0f) : null;
}
