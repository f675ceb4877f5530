using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.Contract;

/// <summary>The labels of a <see cref="ContractRow"/>; each is the name of a column.</summary>
internal enum LabelKind
{
    /// <summary>A key that stands for text.</summary>
    Texts,

    /// <summary>A key that stands for numbers.</summary>
    Numbers,

    /// <summary>A key that stands for nothing.</summary>
    Bare,

    /// <summary>A Boolean.</summary>
    YesOrNo,

    /// <summary>A Single.</summary>
    Amount,
}

/// <summary>A tiny image with a label of every kind.</summary>
internal sealed class ContractRow
{
    [VectorType(TinyImages.Side * TinyImages.Side)]
    public float[] Features { get; set; } = [];

    public int Id { get; set; }

    public string Text { get; set; } = "";

    public int Number { get; set; }

    [KeyType(3)]
    public uint Bare { get; set; }

    public bool YesOrNo { get; set; }

    public float Amount { get; set; }

    public static ContractRow[] Some(int count, int seed = 0) => [.. TinyImages.Rows(count, seed).Select((r, i) => new ContractRow
    {
        Features = r.Features, Id = i, Text = r.Label, Number = r.Number, Bare = (uint)Array.IndexOf(TinyImages.Classes, r.Label), YesOrNo = r.IsLying, Amount = r.Height,
    })];

    /// <summary>A view of the rows with the columns Texts and Numbers as keys.</summary>
    public static IDataView View(IEnumerable<ContractRow> rows)
    {
        var ml = new MLContext(seed: 1);
        var keys = ml.Transforms.Conversion.MapValueToKey(nameof(LabelKind.Texts), nameof(Text)).Append(ml.Transforms.Conversion.MapValueToKey(nameof(LabelKind.Numbers), nameof(Number)));
        return keys.Fit(ml.Data.LoadFromEnumerable(Some(TinyImages.Classes.Length))).Transform(ml.Data.LoadFromEnumerable(rows));
    }

    public static Network Network(int outputs) =>
        new NetworkBuilder([1, TinyImages.Side, TinyImages.Side], seed: 0).Conv(4, 3).MaxPool(2).Relu().Flatten().Dense(8).Relu().Dense(outputs).Build();
}
