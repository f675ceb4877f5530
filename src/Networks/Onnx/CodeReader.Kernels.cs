namespace MLNetCompact.Onnx;

internal sealed partial class CodeReader
{
    private Weight? Kernels(NodeProto last)
    {
        var (gather, scaled) = (last, last.OpType == "Mul");
        Weight? scales = null, steps = null;
        if (scaled)
        {
            if (last.Attribute.Count > 0 || last.Input.Count != 2 || Maker(last, 1, "Mul", 2) is not { } product || Maker(product, 0, "Cast", 1) is not { } cast || !To(cast, ElementType.Float) || Maker(last, 0, "Gather", 2) is not { } kernels)
                return null;
            (gather, scales, steps) = (kernels, Part(cast, 0), Part(product, 1));
            if (scales is null || steps is null)
                return null;
        }
        if (gather.Attribute.Count > 0 || gather.Input.Count != 2 || Maker(gather, 1, "Cast", 1) is not { } number || !To(number, ElementType.Int32)
            || Shared(gather, 0) is not { } codebook || Part(number, 0) is not { } index)
            return null;
        _codebook = codebook.Name;
        if (scaled)
        {
            // Dimensions of 1 repeat a scale over the values of its kernel.
            var taps = Enumerable.Repeat(1L, Math.Max(0, codebook.Shape.Count - 1));
            if (index.Shape.Count == 0 || !scales!.Shape.SequenceEqual(index.Shape.Concat(taps))
                || !steps!.Shape.SequenceEqual([index.Shape[0], .. Enumerable.Repeat(1L, index.Shape.Count - 1), .. taps]))
                return null;
            scales = MLNetCompact.Weight.Of("scales", scales.Type, index.Shape, scales.Bytes);
            steps = MLNetCompact.Weight.Of("steps", steps.Type, new Shape(index.Shape[0]), steps.Bytes);
        }
        // For each weight its own index bounds what it can stand for, however many share the kernels.
        var storage = new KernelStorage(codebook, index, scales is null ? null : new(scales, steps!), new() { IsShared = _reads[codebook.Name] > 1 });
        return MLNetCompact.Weight.Of(last.Output[0], storage.Shape, storage);
    }
}
