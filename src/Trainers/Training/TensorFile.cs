using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>Writes the numbers of a tensor and reads them back; their count and place are known to both sides.</summary>
internal static class TensorFile
{
    public static void Write(BinaryWriter writer, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        foreach (var value in tensor.detach().cpu().data<float>().ToArray())
            writer.Write(value);
    }

    /// <summary>Fills <paramref name="target"/>; called without gradient tracking.</summary>
    public static void Read(BinaryReader reader, Tensor target)
    {
        using var scope = NewDisposeScope();
        var values = new float[target.shape.Aggregate(1L, (product, d) => product * d)];
        for (var i = 0; i < values.Length; i++)
            values[i] = reader.ReadSingle();
        target.copy_(tensor(values, target.shape, device: target.device));
    }
}
