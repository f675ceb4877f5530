using MLNetCompact.Operators;

namespace MLNetCompact;

public sealed partial class NetworkBuilder
{
    /// <summary>Adds a residual block: the sum of a branch and of a shortcut around it, element by element.</summary>
    /// <param name="branch">Adds the layers of the branch to the builder it is given, and gives that builder back.</param>
    /// <param name="shortcut">Adds the layers of the shortcut likewise; it is the input itself if left out.</param>
    /// <exception cref="ArgumentException">Branch and shortcut do not give the same dimensions, or do not give their builder back.</exception>
    /// <example><code>builder.Residual(b => b.Conv(64, 3, pad: 1).Relu().Conv(64, 3, pad: 1)).Relu()</code></example>
    public NetworkBuilder Residual(Func<NetworkBuilder, NetworkBuilder> branch, Func<NetworkBuilder, NetworkBuilder>? shortcut = null)
    {
        var (left, right) = (Branch(nameof(Residual), branch), shortcut is null ? Here : Branch(nameof(Residual), shortcut));
        var name = Name("add");
        if (!left.Shape!.Equals(right.Shape))
            throw new ArgumentException($"Add '{name}': the branch gives {left.Shape} and the shortcut {right.Shape}; expected the same dimensions of both.");
        return Append(name, new Add(), [left, right], []);
    }

    /// <summary>Adds branches that read the same, and puts the channels they give behind one another.</summary>
    /// <param name="branches">Each adds the layers of a branch to the builder it is given, and gives that builder back; <c>b => b</c> passes the input on. At least two.</param>
    /// <exception cref="ArgumentException">There are fewer than two, they differ in more than the number of channels, or do not give their builder back.</exception>
    public NetworkBuilder Concat(params Func<NetworkBuilder, NetworkBuilder>[] branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        if (branches.Length < 2)
            throw new ArgumentException($"Concat: {branches.Length} branches are given; expected at least 2.", nameof(branches));
        var made = branches.Select(b => Branch(nameof(Concat), b)).ToArray();
        var name = Name("concat");
        if (made.FirstOrDefault(m => m.Shape!.Count != made[0].Shape!.Count || !m.Shape.With(1, made[0].Shape![1]).Equals(made[0].Shape)) is { } other)
            throw new ArgumentException($"Concat '{name}': its branches give {made[0].Shape} and {other.Shape}; expected dimensions that differ in the channels only.");
        return Append(name, new Concat { Axis = 1 }, made, []);
    }

    /// <summary>Multiplies by what a branch gives.</summary>
    /// <param name="branch">Adds the layers of the branch to the builder it is given, and gives that builder back. It must end in the dimensions it started with, or in 1 in their place, as in [N, C, 1, 1].</param>
    /// <exception cref="ArgumentException">The branch gives other dimensions, or does not give its builder back.</exception>
    public NetworkBuilder Gate(Func<NetworkBuilder, NetworkBuilder> branch)
    {
        var gate = Branch(nameof(Gate), branch);
        var name = Name("gate");
        if (gate.Shape!.Count != _shape.Count || gate.Shape.Zip(_shape).Any(d => d.First != 1 && d.First != d.Second))
            throw new ArgumentException($"Mul '{name}': the branch gives {gate.Shape}; expected {_shape}, or 1 in place of a dimension.");
        return Append(name, new Mul(), [Here, gate], []);
    }

    /// <summary>
    /// Adds squeeze-and-excite: each channel is multiplied by a number between 0 and 1 that two layers, with ReLU between, make of the means of all channels.
    /// </summary>
    /// <param name="reduction">How many times fewer channels than the maps the first of the two layers has, from 1 to the number of channels.</param>
    /// <exception cref="ArgumentException">The number is out of range, or the layer before does not give maps [N, C, H, W].</exception>
    public NetworkBuilder SqueezeExcite(int reduction = 16)
    {
        const string Layer = "Squeeze-and-excite";
        var channels = Maps(Layer);
        AtLeast(1, reduction, Layer, nameof(reduction));
        if (reduction > channels)
            throw new ArgumentOutOfRangeException(nameof(reduction), $"{Layer}: reduction is {reduction}; expected at most the number of channels, {channels}.");
        return Gate(gate => gate.GlobalAveragePool().Conv(channels / reduction, 1).Relu().Conv(channels, 1).Sigmoid());
    }

    /// <summary>Adds any operator of one output.</summary>
    /// <param name="op">The operator; it reads the last layer, then <paramref name="weights"/> in ONNX's order.</param>
    /// <param name="weights">What it reads beside the last layer: trained numbers and settings. In the network their names begin with that of the layer.</param>
    /// <exception cref="ArgumentException">The operator does not take these, its form is none of ONNX's operators of version 17, or the dimensions of what it gives cannot be told.</exception>
    public NetworkBuilder Add(Operator op, params Weight[] weights)
    {
        ArgumentNullException.ThrowIfNull(op);
        ArgumentNullException.ThrowIfNull(weights);
#pragma warning disable CA1308 // Names are lower case.
        var name = Name(op.OpType.ToLowerInvariant());
#pragma warning restore CA1308
        Weight[] named = [.. weights.Select(w => w.Named($"{name}.{w.Name}"))];
        var form = new NodeForm(op.OpType, "", op.Attributes, [_value, .. named.Select(w => w.Name)], [name], Opset, n => named.FirstOrDefault(w => w.Name == n), _ => true);
        if (op is Gelu or Mish || OperatorTable.Find(form).GetType() != op.GetType())
            throw new ArgumentException($"{op.OpType} '{name}': an operator of this form is not among ONNX's of version {Opset}, or does not read {named.Length + 1} inputs.", nameof(op));
        if (op is Cast or ShapeOp)
            throw new ArgumentException($"{op.OpType} '{name}' gives no floating point numbers, which the next layer would read.", nameof(op));
        return Append(name, op, named);
    }

    private NetworkValue Branch(string kind, Func<NetworkBuilder, NetworkBuilder> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        if (_draft.Open != this)
            throw new InvalidOperationException($"{kind}: a layer is added to the branch that is being built, and to none that is done.");
        var branch = new NetworkBuilder(this);
        _draft.Open = branch;
        if (build(branch) != branch || _draft.Open != branch)
            throw new ArgumentException($"{kind}: a branch has to give back the builder it was given, with its layers added.");
        _draft.Open = this;
        return branch.Here;
    }
}
