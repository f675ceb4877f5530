using System.Text;
using Google.Protobuf;
using MLNetCompact.Operators;
using static MLNetCompact.Onnx.AttributeProto.Types;

namespace MLNetCompact.Onnx;

/// <summary>Turns ONNX attributes into <see cref="OperatorAttributes"/> and back. Kinds without a plain value keep their bytes.</summary>
internal static class OnnxAttributes
{
    public static OperatorAttributes Read(IEnumerable<AttributeProto> attributes)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var attribute in attributes)
        {
            if (!values.TryAdd(attribute.Name, Value(attribute)))
                throw new InvalidDataException($"Attribute '{attribute.Name}' is given twice.");
        }
        return new OperatorAttributes(values);
    }

    public static IEnumerable<AttributeProto> Write(OperatorAttributes attributes) => attributes.Values.Select(a => Proto(a.Key, a.Value));

    private static object Value(AttributeProto attribute) => attribute.Type switch
    {
        AttributeType.Int => attribute.I,
        AttributeType.Float => attribute.F,
        AttributeType.String when Text(attribute.S) is { } text => text,
        AttributeType.Ints => attribute.Ints.ToArray(),
        AttributeType.Floats => attribute.Floats.ToArray(),
        AttributeType.Strings when attribute.Strings.Select(Text).ToArray() is var texts && !texts.Contains(null) => texts,
        _ => attribute.ToByteArray(),
    };

    private static AttributeProto Proto(string name, object value)
    {
        var proto = value is byte[] bytes ? AttributeProto.Parser.ParseFrom(bytes) : new AttributeProto { Name = name };
        switch (value)
        {
            case long i:
                (proto.Type, proto.I) = (AttributeType.Int, i);
                break;
            case float f:
                (proto.Type, proto.F) = (AttributeType.Float, f);
                break;
            case string s:
                (proto.Type, proto.S) = (AttributeType.String, ByteString.CopyFromUtf8(s));
                break;
            case long[] ints:
                proto.Type = AttributeType.Ints;
                proto.Ints.AddRange(ints);
                break;
            case string[] strings:
                proto.Type = AttributeType.Strings;
                proto.Strings.AddRange(strings.Select(ByteString.CopyFromUtf8));
                break;
            case float[] floats:
                proto.Type = AttributeType.Floats;
                proto.Floats.AddRange(floats);
                break;
        }
        return proto;
    }

    /// <summary>The text of a string attribute, or null where its bytes are not UTF-8 and have to stay bytes.</summary>
    private static string? Text(ByteString bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.Span);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
