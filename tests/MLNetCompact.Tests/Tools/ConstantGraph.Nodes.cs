using MLNetCompact.Onnx;
using static MLNetCompact.Onnx.AttributeProto.Types;

namespace MLNetCompact.Tests.Tools;

// The nodes that need more than a line.
internal sealed partial class ConstantGraph
{
    private void Slice((string Name, ElementType Type, int[] Dims) data, int axis, int signed)
    {
        var size = data.Dims[axis];
        var step = _opset < 10 ? 1 : new[] { 1, 2, -1, -2, 7 }[_random.Next(5)];
        var (start, end) = (_random.Next(-size - 2, size + 3), _random.Next(-size - 2, size + 3));
        if (_random.Next(4) == 0)
            end = step > 0 ? int.MaxValue : int.MinValue;
        // Counted one by one.
        long first = start < 0 ? start + size : start, last = end < 0 ? (long)end + size : end;
        first = step > 0 ? Math.Clamp(first, 0, size) : Math.Clamp(first, 0, size - 1);
        var count = 0;
        for (var i = first; step > 0 ? i < Math.Min(last, size) : i > Math.Max(last, -1); i += step)
            count++;
        int[] dims = [.. data.Dims.Select((d, i) => i == axis ? count : d)];
        if (_opset < 10)
            Make("Slice", data.Type, dims, [data.Name], Ints("starts", [start]), Ints("ends", [end]), Ints("axes", [signed < 0 ? axis : signed]));
        else
            Make("Slice", data.Type, dims, [data.Name, Ints([start]).Name, Ints([end]).Name, Ints([signed]).Name, .. step == 1 ? Array.Empty<string>() : [Ints([step]).Name]]);
    }

    private void Reshape((string Name, ElementType Type, int[] Dims) data)
    {
        var count = data.Dims.Aggregate(1, (product, d) => product * d);
        if (count == 0)
            return;
        var rows = Enumerable.Range(1, count).Where(d => count % d == 0).OrderBy(_ => _random.Next()).First();
        int[][] targets = [[-1], [rows, -1], [rows, count / rows], .. data.Dims.Length > 0 ? new[] { new[] { 0, -1 } } : []];
        var target = targets[_random.Next(targets.Length)];
        int[] dims = target is [-1] ? [count] : target is [0, -1] ? [data.Dims[0], count / data.Dims[0]] : [rows, count / rows];
        Make("Reshape", data.Type, dims, [data.Name, Ints(target).Name]);
    }

    private void Axes(string opType, (string Name, ElementType Type, int[] Dims) data, int[] dims, int axis)
    {
        if (_opset < 13)
            Make(opType, data.Type, dims, [data.Name], Ints("axes", [axis]));
        else
            Make(opType, data.Type, dims, [data.Name, Ints([axis]).Name]);
    }

    private void Cast((string Name, ElementType Type, int[] Dims) data)
    {
        ElementType[] types = [ElementType.Int32, ElementType.Int64, ElementType.Float, ElementType.Double, ElementType.Bool, ElementType.Float16, ElementType.UInt8, ElementType.Int8];
        var to = types[_random.Next(data.Type is ElementType.Float or ElementType.Double ? 6 : types.Length)];
        var made = Make("Cast", to, data.Dims, [data.Name], Int("to", (int)to));
        // Few operators take the short types; they go back at once.
        if (to is ElementType.Float16 or ElementType.UInt8 or ElementType.Int8)
        {
            _values.RemoveAt(_values.Count - 1);
            Make("Cast", ElementType.Float, data.Dims, [made], Int("to", (int)ElementType.Float));
        }
    }

    private void Pad((string Name, ElementType Type, int[] Dims) data)
    {
        var rank = data.Dims.Length;
        int[] pads = [.. Enumerable.Range(0, 2 * rank).Select(i => _random.Next(data.Dims[i % rank] > 2 ? -1 : 0, 3))];
        int[] dims = [.. data.Dims.Select((d, i) => d + pads[i] + pads[i + rank])];
        if (_opset < 11)
            Make("Pad", data.Type, dims, [data.Name], Ints("pads", pads), new AttributeProto { Name = "value", Type = AttributeType.Float, F = 1.5f });
        else
            Make("Pad", data.Type, dims, [data.Name, Ints(pads).Name, .. data.Type == ElementType.Bool || _random.Next(2) == 0 ? Array.Empty<string>() : [Constant(data.Type, []).Name]]);
    }

    private void Split((string Name, ElementType Type, int[] Dims) data, int axis, int signed)
    {
        var first = _random.Next(1, data.Dims[axis]);
        var node = OnnxModels.Node("Split", [data.Name, Ints([first, data.Dims[axis] - first]).Name], $"v{_count++}", Int("axis", signed));
        node.Output.Add($"v{_count++}");
        _model.Graph.Node.Add(node);
        for (var i = 0; i < 2; i++)
            _values.Add((node.Output[i], data.Type, [.. data.Dims.Select((d, a) => a != axis ? d : i == 0 ? first : d - first)]));
    }

    private void Numbers()
    {
        var left = Any(ElementType.Int64, ElementType.Int32, ElementType.Float, ElementType.Double);
        var right = _random.Next(2) == 0 && _values.LastOrDefault(v => v.Type == left.Type && Joined(v.Dims, left.Dims) is not null) is { Name: not null } other ? other : Constant(left.Type, []);
        string[] ops = left.Type switch
        {
            ElementType.Float => ["Add", "Sub", "Mul", "Div", "Max", "Min", "Pow"],
            ElementType.Double => ["Add", "Sub", "Mul", "Div"],
            _ => ["Add", "Sub", "Mul", "Div", "Mod"],
        };
        var op = ops[_random.Next(ops.Length)];
        if (op == "Mod" && _opset < 10)
            op = "Add";
        // Zero as a divisor, and roots of negative numbers, are not defined for all types.
        if (op is "Div" or "Mod" or "Pow")
            right = op == "Pow" ? Add(Tensor($"v{_count++}", left.Type, [], 2), left.Type, []) : Add(Tensor($"v{_count++}", left.Type, [], _random.Next(2) == 0 ? 3 : -5), left.Type, []);
        if (Joined(left.Dims, right.Dims) is { } dims)
            Make(op, left.Type, dims, [left.Name, right.Name]);
    }

    private void Compare()
    {
        var left = Any(ElementType.Int64, ElementType.Int32, ElementType.Float);
        if (_opset < 11 && left.Type == ElementType.Float)
            return;
        var right = Constant(left.Type, []);
        Make(_opset < 9 ? "Equal" : new[] { "Equal", "Less", "Greater" }[_random.Next(3)], ElementType.Bool, left.Dims, [left.Name, right.Name]);
    }

    private void Range()
    {
        var (start, delta, count) = (_random.Next(-5, 6), _random.Next(2) == 0 ? 2 : -3, _random.Next(0, 6));
        var type = _random.Next(2) == 0 ? ElementType.Int64 : ElementType.Float;
        string Scalar(int value) => Add(Tensor($"v{_count++}", type, [], value), type, []).Name;
        Make("Range", type, [count], [Scalar(start), Scalar(start + delta * count), Scalar(delta)]);
    }
}
