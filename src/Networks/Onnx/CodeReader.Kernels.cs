using System.Runtime.InteropServices;

namespace MLNetCompact.Onnx;

internal sealed partial class CodeReader
{
    private static readonly KernelSymmetry[] s_symmetries = [KernelSymmetry.Mirror, KernelSymmetry.Flips, KernelSymmetry.Square];

    // What tables of places say, which all weights of such kernels read.
    private readonly Dictionary<(string Places, Shape Kernel), KernelSymmetry> _forms = [];

    /// <summary>Kernels that another shape is given.</summary>
    private Weight? Vectors(NodeProto last)
    {
        if (last.Attribute.Count > 0 || last.Input.Count != 2 || (Maker(last, 0, "Gather", 2) ?? Maker(last, 0, "Mul", 2)) is not { } kernels || Integers(last, 1) is not { } dims)
            return null;
        return dims.All(d => d > 0) && Storage(kernels, new Shape(dims)) is { } storage ? MLNetCompact.Weight.Of(last.Output[0], storage.Shape, storage) : null;
    }

    /// <summary>Codes of 8 bits times the steps of their filters.</summary>
    private Weight? Scaled(NodeProto last) => last.Attribute.Count == 0 && last.Input.Count == 2 && Maker(last, 0, "Cast", 1) is { } cast && To(cast, ElementType.Float)
        && Part(cast, 0) is { } codes && Part(last, 1) is { } steps && Scales(codes, steps, codes.Shape, 0) is { } scales
        ? MLNetCompact.Weight.Of(last.Output[0], codes.Shape, new ScaleStorage(scales)) : null;

    private Weight? Kernels(NodeProto last) => Storage(last, null) is { } storage ? MLNetCompact.Weight.Of(last.Output[0], storage.Shape, storage) : null;

    private KernelStorage? Storage(NodeProto last, Shape? shape)
    {
        var (gather, scaled) = (last, last.OpType == "Mul");
        Weight? codes = null, steps = null;
        if (scaled)
        {
            if (last.Attribute.Count > 0 || last.Input.Count != 2 || Maker(last, 1, "Mul", 2) is not { } product || Maker(product, 0, "Cast", 1) is not { } cast || !To(cast, ElementType.Float) || Maker(last, 0, "Gather", 2) is not { } kernels)
                return null;
            (gather, codes, steps) = (kernels, Part(cast, 0), Part(product, 1));
            if (codes is null || steps is null)
                return null;
        }
        if (gather.Attribute.Count > 0 || gather.Input.Count != 2 || Maker(gather, 1, "Cast", 1) is not { } number || !To(number, ElementType.Int32)
            || Codebook(gather) is not var (codebook, symmetry) || Part(number, 0) is not { } index)
            return null;
        _codebook = codebook.Name;
        var scales = codes is null ? null : Scales(codes, steps!, index.Shape, codebook.Shape.Count - 1);
        // For each weight its own index bounds what it can stand for, however many share the kernels.
        return scaled && scales is null ? null : new KernelStorage(codebook, index, scales, new() { IsShared = _reads[codebook.Name] > 1, Symmetry = symmetry, Shape = shape });
    }

    /// <summary>Scales without the dimensions of 1 that repeat them over the values of their kernels; null if they do not have these.</summary>
    private static KernelScales? Scales(Weight codes, Weight steps, Shape index, int kernel)
    {
        if (index.Count == 0 || kernel < 0)
            return null;
        var taps = Enumerable.Repeat(1L, kernel);
        return codes.Shape.SequenceEqual(index.Concat(taps)) && steps.Shape.SequenceEqual([index[0], .. Enumerable.Repeat(1L, index.Count - 1), .. taps])
            ? new(MLNetCompact.Weight.Of("scales", codes.Type, index, codes.Bytes), MLNetCompact.Weight.Of("steps", steps.Type, new Shape(index[0]), steps.Bytes)) : null;
    }

    /// <summary>The kernels, and the forms that are made of them.</summary>
    private (Weight Codebook, KernelSymmetry Symmetry)? Codebook(NodeProto gather)
    {
        if (Shared(gather, 0) is { } plain)
            return (plain, KernelSymmetry.None);
        if (Maker(gather, 0, "Reshape", 2) is not { } reshape || Maker(reshape, 0, "Gather", 2, attributes: 1) is not { } forms || !Has(forms, "axis", 1)
            || Maker(forms, 0, "Flatten", 1) is not { } flat || Shared(flat, 0) is not { Shape.Count: > 1 } codebook
            || !_draft.Weights.TryGetValue(forms.Input[1], out var places) || !_draft.Weights.TryGetValue(reshape.Input[1], out var target))
            return null;
        var kernel = new Shape(codebook.Shape.Skip(1));
        if (target is not { Type: ElementType.Int64, Shape.Count: 1 } || !target.Integers.SequenceEqual([Shape.Unknown, .. kernel])
            || places is not { Type: ElementType.Int32, Shape.Count: 1 } || kernel.Elements > KernelStorage.MostTaps)
            return null;
        if (!_forms.TryGetValue((places.Name, kernel), out var found))
            _forms[(places.Name, kernel)] = found = s_symmetries.FirstOrDefault(s => IsOf(s, kernel, places));
        return found == KernelSymmetry.None ? null : (codebook, found);
    }

    private static bool IsOf(KernelSymmetry symmetry, Shape kernel, Weight places) => symmetry.Count() * kernel.Elements == places.Count && symmetry.Fits(kernel)
        && symmetry.Places(kernel).AsSpan().SequenceEqual(MemoryMarshal.Cast<byte, int>(places.Bytes.Span));
}
