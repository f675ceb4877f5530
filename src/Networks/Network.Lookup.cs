using System.Runtime.InteropServices;

namespace MLNetCompact;

public sealed partial class Network
{
    private readonly Lazy<Dictionary<string, Node>> _producers;
    private readonly Lazy<ILookup<string, Node>> _readers;

    /// <summary>The weight of that name, or null if <paramref name="name"/> is null or names a computed value.</summary>
    public Weight? WeightOrNull(string? name) => name is not null && Weights.TryGetValue(name, out var weight) ? weight : null;

    /// <summary>The node that makes the value <paramref name="name"/>, or null for an input or a weight.</summary>
    public Node? ProducerOf(string name) => _producers.Value.GetValueOrDefault(name);

    /// <summary>The nodes that read the value or weight <paramref name="name"/>, in order, each once.</summary>
    public IEnumerable<Node> ReadersOf(string name) => _readers.Value[name];

    /// <summary>No setting of an operator, such as axes or sizes, has as many numbers.</summary>
    private const int LongestSetting = 4096;

    /// <summary>The integers that input <paramref name="input"/> of a node reads, in row-major order; null where it is left out, computed, not of 32- or 64-bit integers, or too long for a setting.</summary>
    internal long[]? IntegersOf(Node node, int input) => WeightOrNull(node.Input(input)) switch
    {
        { Count: > LongestSetting } => null,
        { Type: ElementType.Int64 } weight => weight.Integers.ToArray(),
        { Type: ElementType.Int32 } weight => [.. MemoryMarshal.Cast<byte, int>(weight.Bytes.Span).ToArray().Select(i => (long)i)],
        _ => null,
    };

    /// <summary>The one floating point number that input <paramref name="input"/> of a node reads; null where it is left out, computed, or not one.</summary>
    internal float? NumberOf(Node node, int input) => NumbersOf(node, input) is [var number] ? number : null;

    /// <summary>The floating point numbers that input <paramref name="input"/> of a node reads, in row-major order; null where it is left out, computed, of another type, or too long for a setting.</summary>
    internal float[]? NumbersOf(Node node, int input) => WeightOrNull(node.Input(input)) switch
    {
        { Count: > LongestSetting } => null,
        { Type: ElementType.Float } weight => weight.Values.ToArray(),
        { Type: ElementType.Float16 } weight => [.. MemoryMarshal.Cast<byte, Half>(weight.Bytes.Span).ToArray().Select(n => (float)n)],
        { Type: ElementType.Double } weight => [.. MemoryMarshal.Cast<byte, double>(weight.Bytes.Span).ToArray().Select(n => (float)n)],
        _ => null,
    };

    private Dictionary<string, Node> Producers()
    {
        var producers = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var node in Nodes)
        {
            foreach (var output in node.Outputs.Where(o => o.Length > 0))
                producers[output] = node;
        }
        return producers;
    }

    private ILookup<string, Node> Readers() => Nodes
        .SelectMany(n => n.Inputs.Where(i => i.Length > 0).Distinct(StringComparer.Ordinal).Select(i => (Name: i, Node: n)))
        .ToLookup(r => r.Name, r => r.Node, StringComparer.Ordinal);
}
