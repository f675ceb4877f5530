using System.Runtime.InteropServices;
using Google.Protobuf;
using MLNetCompact.Onnx;
using static MLNetCompact.Onnx.AttributeProto.Types;

namespace MLNetCompact.Tests.Tools;

/// <summary>Models of nodes that read constants only, at random. Beside them y = Relu(x), as a network needs an input.</summary>
internal sealed partial class ConstantGraph
{
    private readonly Random _random;
    private readonly int _opset;
    private readonly ModelProto _model;
    private readonly List<(string Name, ElementType Type, int[] Dims)> _values = [];
    private int _count;

    private ConstantGraph(int seed, int opset)
    {
        (_random, _opset) = (new Random(seed), opset);
        _model = OnnxModels.Model([OnnxModels.Value("x", 1)], [OnnxModels.Node("Relu", ["x"], "y")], [OnnxModels.Value("y", 1)]);
        _model.OpsetImport[0].Version = opset;
        _model.IrVersion = opset < 10 ? 4 : 7;
    }

    /// <summary>A model of about that many nodes; an Identity makes an output of each value.</summary>
    public static byte[] Create(int seed, int opset, int nodes)
    {
        var graph = new ConstantGraph(seed, opset);
        for (var i = 0; i < nodes; i++)
            graph.AddNode();
        foreach (var (name, type, dims) in graph._values.ToArray())
        {
            graph._model.Graph.Node.Add(OnnxModels.Node("Identity", [name], $"out.{name}"));
            var output = OnnxModels.Value($"out.{name}", [.. dims.Select(d => (long)d)]);
            output.Type.TensorType.ElemType = (int)type;
            graph._model.Graph.Output.Add(output);
        }
        return graph._model.ToByteArray();
    }

    private void AddNode()
    {
        var data = Any();
        var rank = data.Dims.Length;
        var axis = rank == 0 ? 0 : _random.Next(rank);
        var signed = _random.Next(2) == 0 ? axis : axis - rank;
        switch (_random.Next(20))
        {
            case 0:
                Make("Identity", data.Type, data.Dims, [data.Name]);
                break;
            case 1 when rank > 0:
                var order = Enumerable.Range(0, rank).OrderBy(_ => _random.Next()).ToArray();
                Make("Transpose", data.Type, [.. order.Select(i => data.Dims[i])], [data.Name], Ints("perm", order));
                break;
            case 2 when rank > 0:
                Slice(data, axis, signed);
                break;
            case 3 when rank > 0:
                var places = Ints([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => _random.Next(-data.Dims[axis], data.Dims[axis]))]);
                Make("Gather", data.Type, [.. data.Dims[..axis], places.Dims[0], .. data.Dims[(axis + 1)..]], [data.Name, places.Name], Int("axis", signed));
                break;
            case 4 when rank > 0:
                var same = _values.Where(v => v.Type == data.Type && v.Dims.Length == rank && v.Dims.Select((d, i) => i == axis || d == data.Dims[i]).All(b => b)).Append(data).ToArray();
                var other = same[_random.Next(same.Length)];
                Make("Concat", data.Type, [.. data.Dims.Select((d, i) => i == axis ? d + other.Dims[i] : d)], [data.Name, other.Name], Int("axis", _opset < 11 ? axis : signed));
                break;
            case 5:
                Reshape(data);
                break;
            case 6:
                var at = _random.Next(rank + 1);
                Axes("Unsqueeze", data, [.. data.Dims[..at], 1, .. data.Dims[at..]], at);
                break;
            case 7 when data.Dims.Contains(1):
                var one = Array.IndexOf(data.Dims, 1);
                Axes("Squeeze", data, [.. data.Dims[..one], .. data.Dims[(one + 1)..]], one);
                break;
            case 8:
                Cast(data);
                break;
            case 9 when rank > 0:
                int[] larger = [.. data.Dims.Select(d => d == 1 ? _random.Next(1, 4) : d)];
                Make("Expand", data.Type, [2, .. larger], [data.Name, Ints([2, .. data.Dims.Zip(larger, (d, l) => d == l ? 1 : l)]).Name]);
                break;
            case 10 when rank > 0:
                int[] repeats = [.. data.Dims.Select(_ => _random.Next(1, 3))];
                Make("Tile", data.Type, [.. data.Dims.Zip(repeats, (d, r) => d * r)], [data.Name, Ints(repeats).Name]);
                break;
            case 11 when rank > 0 && (_opset >= 13 || data.Type is ElementType.Float || (_opset >= 11 && data.Type is not ElementType.Bool)):
                Pad(data);
                break;
            case 12 when rank > 0 && data.Dims[axis] > 1 && _opset >= 13:
                Split(data, axis, signed);
                break;
            case 13:
                Numbers();
                break;
            case 14:
                var unary = data.Type is ElementType.Float or ElementType.Double ? new[] { "Neg", "Abs", "Floor", "Ceil" }[_random.Next(4)] : new[] { "Neg", "Abs" }[_random.Next(2)];
                if (data.Type == ElementType.Bool)
                    Make("Not", data.Type, data.Dims, [data.Name]);
                else if (data.Type is not ElementType.Double || unary is "Neg" or "Abs")
                    Make(unary, data.Type, data.Dims, [data.Name]);
                break;
            case 15:
                Compare();
                break;
            case 16 when _values.Where(v => v.Type == ElementType.Bool).ToArray() is { Length: > 0 } flags && data.Type is not (ElementType.Bool or ElementType.Double):
                var flag = flags[_random.Next(flags.Length)];
                if (Joined(data.Dims, flag.Dims) is { } dims)
                    Make("Where", data.Type, dims, [flag.Name, data.Name, Constant(data.Type, []).Name]);
                break;
            case 17:
                int[] shape = [.. Enumerable.Range(0, _random.Next(0, 3)).Select(_ => _random.Next(0, 4))];
                var value = new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = Tensor("", data.Type, [1]) };
                Make("ConstantOfShape", data.Type, shape, [Ints(shape).Name], value);
                break;
            case 18 when _opset >= 11:
                Range();
                break;
            case 19:
                Make("Shape", ElementType.Int64, [rank], [data.Name]);
                break;
        }
    }

    private string Make(string opType, ElementType type, int[] dims, string[] inputs, params AttributeProto[] attributes)
    {
        var name = $"v{_count++}";
        _model.Graph.Node.Add(OnnxModels.Node(opType, inputs, name, attributes));
        _values.Add((name, type, dims));
        return name;
    }

    private (string Name, ElementType Type, int[] Dims) Any(params ElementType[] types)
    {
        ElementType[] all = [ElementType.Int64, ElementType.Int32, ElementType.Float, ElementType.Bool, ElementType.Double];
        var fitting = _values.Where(v => (types.Length == 0 || types.Contains(v.Type)) && v.Dims.Aggregate(1, (p, d) => p * d) is > 0 and < 2000 && v.Dims.Length < 6).ToArray();
        if (fitting.Length > 0 && _random.Next(3) > 0)
            return fitting[_random.Next(fitting.Length)];
        var type = types.Length > 0 ? types[_random.Next(types.Length)] : all[_random.Next(all.Length)];
        return Constant(type, [.. Enumerable.Range(0, _random.Next(0, 4)).Select(_ => _random.Next(1, 5))]);
    }

    private (string Name, ElementType Type, int[] Dims) Constant(ElementType type, int[] dims) => Add(Tensor($"v{_count++}", type, dims), type, dims);

    private (string Name, ElementType Type, int[] Dims) Ints(int[] values)
    {
        var tensor = Tensor($"v{_count++}", ElementType.Int64, [values.Length]);
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.Select(v => (long)v).ToArray().AsSpan()));
        return Add(tensor, ElementType.Int64, [values.Length]);
    }

    private (string Name, ElementType Type, int[] Dims) Add(TensorProto tensor, ElementType type, int[] dims)
    {
        // Some constants are nodes.
        if (_random.Next(3) == 0)
        {
            var name = tensor.Name;
            tensor.ClearName();
            _model.Graph.Node.Add(OnnxModels.Node("Constant", [], name, new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = tensor }));
            return (name, type, dims);
        }
        _model.Graph.Initializer.Add(tensor);
        return (tensor.Name, type, dims);
    }

    private TensorProto Tensor(string name, ElementType type, int[] dims, double? value = null)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type };
        tensor.Dims.AddRange(dims.Select(d => (long)d));
        double Next() => value ?? (type is ElementType.Float or ElementType.Double ? _random.Next(-40, 41) / 4.0 : _random.Next(-9, 10));
        tensor.RawData = ByteString.CopyFrom([.. Enumerable.Range(0, dims.Aggregate(1, (p, d) => p * d)).SelectMany(_ => type switch
        {
            ElementType.Int64 => BitConverter.GetBytes((long)Next()),
            ElementType.Int32 => BitConverter.GetBytes((int)Next()),
            ElementType.Float => BitConverter.GetBytes((float)Next()),
            ElementType.Double => BitConverter.GetBytes(Next()),
            _ => [(byte)_random.Next(2)],
        })]);
        return tensor;
    }

    /// <summary>The dimensions of both together, or null where they do not fit.</summary>
    private static int[]? Joined(int[] left, int[] right)
    {
        var dims = new int[Math.Max(left.Length, right.Length)];
        for (var i = 1; i <= dims.Length; i++)
        {
            var (a, b) = (i <= left.Length ? left[^i] : 1, i <= right.Length ? right[^i] : 1);
            if (a != b && a != 1 && b != 1)
                return null;
            dims[^i] = a == 1 ? b : a;
        }
        return dims;
    }

    private static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    private static AttributeProto Ints(string name, int[] values) => OnnxModels.Attribute(name, [.. values.Select(v => (long)v)]);
}
