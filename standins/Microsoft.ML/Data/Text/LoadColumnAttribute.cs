namespace Microsoft.ML.Data;

/// <summary>Which fields of a line make a member.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class LoadColumnAttribute : Attribute
{
    public LoadColumnAttribute(int fieldIndex) => Sources = [new TextLoader.Range(fieldIndex)];

    public LoadColumnAttribute(int start, int end) => Sources = [new TextLoader.Range(start, end)];

    public LoadColumnAttribute(int[] columnIndexes) => Sources = [.. columnIndexes.Select(i => new TextLoader.Range(i))];

    internal TextLoader.Range[] Sources { get; }
}

/// <summary>How many values a key column of a text file has.</summary>
public sealed class KeyCount
{
    public ulong? Count;

    public KeyCount() { }

    public KeyCount(ulong count) => Count = count;
}
