using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>
/// What has to be known of an ONNX file and no session tells: the types of its initializers, and slot names stored as
/// nodes. Reads just those fields of the protobuf message and skips all others.
/// </summary>
internal sealed class OnnxFile
{
    // Field numbers of onnx.proto.
    private const int ModelGraph = 7;
    private const int GraphNode = 1, GraphInitializer = 5, GraphInput = 11, GraphOutput = 12;
    private const int ValueType = 2, TypeTensor = 1, TensorTypeShape = 2;
    private const int NodeName = 3, NodeAttribute = 5;
    private const int AttributeName = 1, AttributeStrings = 9;
    private const int TensorDataType = 2, TensorName = 8;

    private readonly List<(string Name, int DataType)> _initializers = [];
    private readonly Dictionary<string, string[]> _slotNames = [];

    public OnnxFile(ReadOnlySpan<byte> model)
    {
        var reader = new WireReader(model);
        while (reader.Next(out var field))
            if (field == ModelGraph)
                ReadGraph(reader.Bytes());
    }

    public IReadOnlyList<(string Name, int DataType)> Initializers => _initializers;

    /// <summary>Whether an input or output of the graph is a tensor whose dimensions the file does not state, not even how many there are.</summary>
    public bool LeavesShapesOpen { get; private set; }

    /// <summary>The names of a column's slots, if the graph has a node that holds them.</summary>
    public string[]? SlotNames(string column) => _slotNames.GetValueOrDefault($"mlnet.{column}.SlotNames");

    private void ReadGraph(ReadOnlySpan<byte> graph)
    {
        var reader = new WireReader(graph);
        while (reader.Next(out var field))
        {
            if (field == GraphNode)
                ReadNode(reader.Bytes());
            else if (field == GraphInitializer)
                ReadInitializer(reader.Bytes());
            else if (field is GraphInput or GraphOutput)
                LeavesShapesOpen |= Inner(reader.Bytes(), ValueType, out var type) && Inner(type, TypeTensor, out var tensor) && !Inner(tensor, TensorTypeShape, out _);
        }
    }

    private static bool Inner(ReadOnlySpan<byte> message, int wanted, out ReadOnlySpan<byte> inner)
    {
        var reader = new WireReader(message);
        while (reader.Next(out var field))
        {
            if (field == wanted)
            {
                inner = reader.Bytes();
                return true;
            }
        }
        inner = default;
        return false;
    }

    private void ReadNode(ReadOnlySpan<byte> node)
    {
        var name = "";
        string[] keys = [];
        var reader = new WireReader(node);
        while (reader.Next(out var field))
        {
            if (field == NodeName)
                name = reader.Text();
            else if (field == NodeAttribute && ReadStrings(reader.Bytes(), "keys_strings") is { Length: > 0 } strings)
                keys = strings;
        }
        if (keys.Length > 0)
            _slotNames[name] = keys;
    }

    private static string[] ReadStrings(ReadOnlySpan<byte> attribute, string attributeName)
    {
        var name = "";
        var strings = new List<string>();
        var reader = new WireReader(attribute);
        while (reader.Next(out var field))
        {
            if (field == AttributeName)
                name = reader.Text();
            else if (field == AttributeStrings)
                strings.Add(reader.Text());
        }
        return name == attributeName ? [.. strings] : [];
    }

    private void ReadInitializer(ReadOnlySpan<byte> tensor)
    {
        var name = "";
        var type = 0;
        var reader = new WireReader(tensor);
        while (reader.Next(out var field))
        {
            if (field == TensorDataType)
                type = (int)reader.Number();
            else if (field == TensorName)
                name = reader.Text();
        }
        _initializers.Add((name, type));
    }

    /// <summary>Walks over the fields of one protobuf message. A field whose value is not asked for is skipped.</summary>
    private ref struct WireReader(ReadOnlySpan<byte> message)
    {
        private ReadOnlySpan<byte> _rest = message;
        private ReadOnlySpan<byte> _bytes;
        private ulong _number;

        public bool Next(out int field)
        {
            field = 0;
            if (_rest.IsEmpty)
                return false;
            var tag = ReadVarint();
            field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0: _number = ReadVarint(); break;
                case 1: _number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8)); break;
                case 2: _bytes = Take(ReadVarint()); break;
                case 5: _number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4)); break;
                default: throw new FormatException("The ONNX model is not a valid protobuf message.");
            }
            return true;
        }

        public readonly ulong Number() => _number;

        public readonly ReadOnlySpan<byte> Bytes() => _bytes;

        public readonly string Text() => Encoding.UTF8.GetString(_bytes);

        private ReadOnlySpan<byte> Take(ulong count)
        {
            if (count > (ulong)_rest.Length)
                throw new FormatException("The ONNX model ends too early.");
            var taken = _rest[..(int)count];
            _rest = _rest[(int)count..];
            return taken;
        }

        private ulong ReadVarint()
        {
            var value = 0UL;
            for (var shift = 0; shift < 64; shift += 7)
            {
                var part = Take(1)[0];
                value |= (ulong)(part & 0x7f) << shift;
                if (part < 0x80)
                    return value;
            }
            throw new FormatException("The ONNX model is not a valid protobuf message.");
        }
    }
}
