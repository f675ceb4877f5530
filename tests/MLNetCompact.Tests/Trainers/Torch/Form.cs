using MLNetCompact.Operators;

namespace MLNetCompact.Tests;

/// <summary>
/// A small network with one operator in one form. Before the operator x is multiplied with weights and others are added, so that training it
/// needs the operator's gradient; the network's first output is the last value made.
/// </summary>
internal sealed class Form
{
    private readonly List<Node> _nodes = [];
    private readonly List<Weight> _weights = [];
    private readonly Random _random;
    private readonly long[] _row;
    private readonly int _opset;
    private string _value = "x";

    private Form(string name, int opset, long[] row)
    {
        (Name, _opset, _row) = (name, opset, row);
        _random = new Random(name.Aggregate(17, (hash, c) => unchecked((hash * 31) + c)));
    }

    public string Name { get; }

    /// <summary>Whether small changes of x make small changes of the output.</summary>
    public bool IsSmooth { get; private init; } = true;

    public Network Network => new([new("x", ElementType.Float, new Shape([Shape.Unknown, .. _row]))], _nodes, [new(_value, ElementType.Float, null)], _weights) { Opset = _opset };

    /// <summary>The form of an operator whose first input is x [N, row] after weights.</summary>
    /// <param name="name">The name, from which the random weights follow.</param>
    /// <param name="row">The dimensions of x without the batch.</param>
    /// <param name="op">The operator.</param>
    /// <param name="more">The other inputs: makes weights with the form's methods and gives their names.</param>
    /// <param name="opset">The version of ONNX's operators.</param>
    /// <param name="smooth">Whether small changes of x make small changes of the output.</param>
    /// <param name="positive">Whether x is made positive first.</param>
    public static Form Of(string name, long[] row, Operator op, Func<Form, string[]>? more = null, int opset = 17, bool smooth = true, bool positive = false)
    {
        var form = new Form(name, opset, row) { IsSmooth = smooth };
        form.Add(new Mul(), form.Floats(row)).Add(new Add(), form.Floats(row));
        if (positive)
            form.Add(new Softplus());
        return form.Add(op, more?.Invoke(form) ?? []);
    }

    /// <summary>A form of several nodes.</summary>
    public static Form Chain(string name, long[] row, Action<Form> add, int opset = 17) => Plain(name, row, form =>
    {
        form.Add(new Mul(), form.Floats(row)).Add(new Add(), form.Floats(row));
        add(form);
    }, opset);

    /// <summary>A form of several nodes without weights before them.</summary>
    public static Form Plain(string name, long[] row, Action<Form> add, int opset = 17)
    {
        var form = new Form(name, opset, row);
        add(form);
        return form;
    }

    /// <summary>The last value that was made.</summary>
    public string Value => _value;

    /// <summary>Adds a node that reads the last value and others.</summary>
    public Form Add(Operator op, params string[] others) => AddNode(op, [_value, .. others]);

    /// <summary>Adds a node that reads the named values.</summary>
    public Form AddNode(Operator op, params string[] inputs)
    {
        _value = $"v{_nodes.Count}";
        _nodes.Add(new($"n{_nodes.Count}", op, inputs, [_value]));
        return this;
    }

    /// <summary>Adds a node with several outputs and gives their names.</summary>
    public string[] AddMany(Operator op, int outputs, params string[] others)
    {
        string[] made = [.. Enumerable.Range(0, outputs).Select(i => $"v{_nodes.Count}.{i}")];
        _nodes.Add(new($"n{_nodes.Count}", op, [_value, .. others], made));
        _value = made[0];
        return made;
    }

    /// <summary>A weight of random values in -1 to 1.</summary>
    public string Floats(params long[] dims) => Floats(dims, () => _random.NextSingle() * 2 - 1);

    /// <summary>A weight of random values in 0.5 to 1.5.</summary>
    public string Positive(params long[] dims) => Floats(dims, () => _random.NextSingle() + 0.5f);

    /// <summary>A weight of given values.</summary>
    public string Given(long[] dims, params float[] values)
    {
        _weights.Add(Weight.Of($"w{_weights.Count}", new Shape(dims), values));
        return _weights[^1].Name;
    }

    /// <summary>A list of integers.</summary>
    public string Integers(params long[] values)
    {
        _weights.Add(Weight.Of($"w{_weights.Count}", new Shape(values.Length), values));
        return _weights[^1].Name;
    }

    /// <summary>One integer.</summary>
    public string Integer(long value)
    {
        _weights.Add(Weight.Of($"w{_weights.Count}", new Shape(), [value]));
        return _weights[^1].Name;
    }

    /// <summary>Integers of dimensions.</summary>
    public string IntegersOf(long[] dims, params long[] values)
    {
        _weights.Add(Weight.Of($"w{_weights.Count}", new Shape(dims), values));
        return _weights[^1].Name;
    }

    public override string ToString() => Name;

    private string Floats(long[] dims, Func<float> next) => Given(dims, [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (product, d) => product * d)).Select(_ => next())]);
}
