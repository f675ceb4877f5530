using MLNetCompact.Operators;

namespace MLNetCompact.Tests;

/// <summary>Every operator in many forms.</summary>
internal static partial class Forms
{
    private static readonly long[] s_line = [4, 11], s_map = [4, 7, 8], s_block = [2, 5, 6, 4], s_list = [6];

    public static IEnumerable<Form> All => [.. Convolutions(), .. Linears(), .. Activations(), .. Poolings(), .. Resizings(), .. Shapings(), .. Slicings(), .. Broadcasts()];

    private static IEnumerable<Form> Convolutions()
    {
        yield return Conv("conv 1-D", s_line, new Conv { Kernel = [3] }, 5);
        yield return Conv("conv 1-D stride, uneven pads, dilation", s_line, new Conv { Kernel = [3], Strides = [2], Pads = [1, 2], Dilations = [2] }, 5);
        yield return Conv("conv 2-D", s_map, new Conv { Kernel = [3, 3] }, 5);
        yield return Conv("conv 2-D same pads", s_map, new Conv { Kernel = [3, 5], Pads = [1, 2, 1, 2], Strides = [2, 1] }, 5);
        yield return Conv("conv 2-D uneven pads", s_map, new Conv { Kernel = [2, 3], Pads = [1, 0, 0, 2], Dilations = [1, 2] }, 5);
        yield return Conv("conv 2-D grouped", s_map, new Conv { Kernel = [3, 3], Group = 2 }, 6);
        yield return Conv("conv 2-D depthwise", s_map, new Conv { Kernel = [3, 3], Pads = [1, 1, 1, 1], Group = 4 }, 8);
        yield return Conv("conv 2-D without bias", s_map, new Conv { Kernel = [1, 1], Strides = [2, 2] }, 3, bias: false);
        yield return Conv("conv SAME_UPPER", s_map, new Conv { Kernel = [3, 2], Strides = [2, 3], AutoPad = AutoPad.SameUpper }, 3);
        yield return Conv("conv SAME_LOWER", s_map, new Conv { Kernel = [2, 4], Strides = [1, 2], AutoPad = AutoPad.SameLower }, 3);
        yield return Conv("conv VALID", s_map, new Conv { Kernel = [3, 3], AutoPad = AutoPad.Valid }, 3);
        yield return Conv("conv 3-D", s_block, new Conv { Kernel = [3, 2, 3], Strides = [1, 2, 1], Pads = [1, 0, 1, 1, 0, 1] }, 3);
        yield return Conv("conv 3-D uneven pads", s_block, new Conv { Kernel = [2, 2, 2], Pads = [0, 1, 0, 1, 0, 2], Group = 2 }, 4);
        yield return Transposed("transposed 1-D", s_line, new ConvTranspose { Kernel = [3], Strides = [2], Pads = [1, 1], OutputPadding = [1] }, 3);
        yield return Transposed("transposed 2-D", s_map, new ConvTranspose { Kernel = [3, 3] }, 3);
        yield return Transposed("transposed 2-D strides", s_map, new ConvTranspose { Kernel = [2, 4], Strides = [2, 3], Pads = [0, 1, 0, 1], Dilations = [2, 1] }, 3);
        yield return Transposed("transposed 2-D uneven pads", s_map, new ConvTranspose { Kernel = [3, 4], Strides = [2, 2], Pads = [1, 0, 0, 2] }, 3);
        yield return Transposed("transposed 2-D added pixels", s_map, new ConvTranspose { Kernel = [3, 3], Strides = [3, 2], Pads = [1, 1, 1, 1], OutputPadding = [2, 1] }, 3);
        yield return Transposed("transposed 2-D uneven pads and added pixels", s_map, new ConvTranspose { Kernel = [3, 3], Strides = [2, 2], Pads = [1, 0, 1, 1], OutputPadding = [1, 1] }, 3);
        yield return Transposed("transposed 2-D output shape", s_map, new ConvTranspose { Kernel = [3, 3], Strides = [2, 2], OutputShape = [13, 16] }, 3);
        yield return Transposed("transposed 2-D SAME_UPPER", s_map, new ConvTranspose { Kernel = [3, 4], Strides = [2, 3], AutoPad = AutoPad.SameUpper }, 3);
        yield return Transposed("transposed 2-D SAME_LOWER", s_map, new ConvTranspose { Kernel = [3, 4], Strides = [2, 3], AutoPad = AutoPad.SameLower }, 3);
        yield return Transposed("transposed 2-D VALID", s_map, new ConvTranspose { Kernel = [3, 3], Strides = [2, 1], AutoPad = AutoPad.Valid }, 3);
        yield return Transposed("transposed 2-D grouped", s_map, new ConvTranspose { Kernel = [3, 3], Strides = [2, 2], Group = 2 }, 3, bias: false);
        yield return Transposed("transposed 3-D", s_block, new ConvTranspose { Kernel = [2, 3, 2], Strides = [1, 2, 2], Pads = [1, 0, 0, 0, 1, 1] }, 3);
    }

    private static IEnumerable<Form> Linears()
    {
        yield return Form.Of("gemm", s_list, new Gemm(), f => [f.Floats(6, 5), f.Floats(5)]);
        yield return Form.Of("gemm transB", s_list, new Gemm { TransB = true }, f => [f.Floats(5, 6), f.Floats(5)]);
        yield return Form.Of("gemm without C", s_list, new Gemm { TransB = true, Alpha = 0.5f }, f => [f.Floats(5, 6)]);
        yield return Form.Of("gemm factors", s_list, new Gemm { Alpha = 0.5f, Beta = -2 }, f => [f.Floats(6, 5), f.Floats(5)]);
        yield return Form.Of("gemm C [1, m]", s_list, new Gemm(), f => [f.Floats(6, 5), f.Floats(1, 5)]);
        yield return Form.Of("gemm C [n, m]", s_list, new Gemm { Beta = 0.5f }, f => [f.Floats(6, 5), f.Floats(3, 5)]);
        yield return Form.Of("gemm C [n, 1]", s_list, new Gemm { TransB = true }, f => [f.Floats(5, 6), f.Floats(3, 1)]);
        yield return Form.Of("gemm C scalar", s_list, new Gemm(), f => [f.Floats(6, 5), f.Given([], 0.25f)]);
        yield return Form.Of("gemm C [1], one output", s_list, new Gemm(), f => [f.Floats(6, 1), f.Floats(1)]);
        yield return Form.Of("gemm C [1], many outputs", s_list, new Gemm(), f => [f.Floats(6, 5), f.Floats(1)]);
        yield return Form.Of("gemm transA", s_list, new Gemm { TransA = true }, f => [f.Floats(3, 5), f.Floats(6, 5)]);
        yield return Form.Of("matmul", s_list, new MatMul(), f => [f.Floats(6, 5)]);
        yield return Form.Of("matmul of rows", s_line, new MatMul(), f => [f.Floats(11, 3)]);
        yield return Form.Of("matmul of a column", s_line, new MatMul(), f => [f.Floats(11)]);
        yield return Form.Of("matmul broadcast", s_line, new MatMul(), f => [f.Floats(1, 11, 3)]);
        yield return Form.Chain("matmul weight on the left", s_line, f => f.AddNode(new MatMul(), f.Floats(2, 4), f.Value));
        yield return Form.Chain("matmul of two values", s_line, f => f.AddNode(new MatMul(), f.Value, f.Add(new Transpose { Perm = [0, 2, 1] }).Value));
        yield return Form.Of("batch normalization", s_map, new BatchNormalization { Epsilon = 1e-3f }, f => [f.Floats(4), f.Floats(4), f.Floats(4), f.Positive(4)]);
        yield return Form.Of("batch normalization of a list", s_list, new BatchNormalization(), f => [f.Floats(6), f.Floats(6), f.Floats(6), f.Positive(6)]);
        yield return Form.Of("batch normalization 3-D", s_block, new BatchNormalization(), f => [f.Floats(2), f.Floats(2), f.Floats(2), f.Positive(2)]);
        yield return Form.Of("instance normalization", s_map, new InstanceNormalization { Epsilon = 1e-2f }, f => [f.Floats(4), f.Floats(4)]);
        yield return Form.Of("instance normalization 1-D", s_line, new InstanceNormalization(), f => [f.Floats(4), f.Floats(4)]);
        yield return Form.Of("layer normalization", s_map, new LayerNormalization(), f => [f.Floats(8), f.Floats(8)]);
        yield return Form.Of("layer normalization axis", s_map, new LayerNormalization { Axis = 1, Epsilon = 1e-2f }, f => [f.Floats(4, 7, 8), f.Floats(4, 7, 8)]);
        yield return Form.Of("layer normalization without B", s_list, new LayerNormalization(), f => [f.Floats(6)]);
        yield return Form.Of("prelu", s_map, new PRelu(), f => [f.Floats(4, 1, 1)]);
        yield return Form.Of("prelu of one slope", s_map, new PRelu(), f => [f.Floats(1)]);
        yield return Form.Of("prelu of a slope each", s_list, new PRelu(), f => [f.Floats(6)]);
    }

    private static IEnumerable<Form> Poolings()
    {
        Func<IReadOnlyList<int>, Pooling>[] kinds =
        [
            k => new MaxPool { Kernel = k }, k => new AveragePool { Kernel = k }, k => new AveragePool { Kernel = k, CountIncludePad = true },
            k => new LpPool { Kernel = k }, k => new LpPool { Kernel = k, P = 3 },
        ];
        foreach (var (i, kind) in kinds.Index())
        {
            var name = $"{kind([1]).OpType} {i}";
            yield return Form.Of($"{name} 2-D side by side", [3, 6, 8], kind([2, 4]) with { Strides = [2, 4] });
            yield return Form.Of($"{name} 2-D overlapping", s_map, kind([3, 2]) with { Strides = [2, 1] });
            yield return Form.Of($"{name} 2-D pads", s_map, kind([3, 3]) with { Strides = [2, 2], Pads = [1, 1, 1, 1] });
            yield return Form.Of($"{name} 2-D uneven pads", s_map, kind([3, 4]) with { Strides = [1, 2], Pads = [0, 1, 2, 2] });
            yield return Form.Of($"{name} SAME_UPPER", s_map, kind([2, 3]) with { Strides = [2, 2], AutoPad = AutoPad.SameUpper });
            yield return Form.Of($"{name} SAME_LOWER", s_map, kind([2, 3]) with { Strides = [2, 2], AutoPad = AutoPad.SameLower });
            yield return Form.Of($"{name} 1-D", s_line, kind([3]) with { Strides = [2], Pads = [1, 1] });
            yield return Form.Of($"{name} 3-D", s_block, kind([2, 3, 2]) with { Strides = [1, 2, 2] });
            if (i < 3)
            {
                yield return Form.Of($"{name} ceil", s_map, kind([2, 3]) with { Strides = [2, 3], CeilMode = true });
                yield return Form.Of($"{name} ceil and pads", s_map, kind([3, 3]) with { Strides = [2, 2], Pads = [1, 1, 1, 1], CeilMode = true });
                yield return Form.Of($"{name} ceil, window behind the input left out", [2, 5, 5], kind([1, 2]) with { Strides = [3, 3], Pads = [0, 1, 0, 1], CeilMode = true });
            }
            if (i == 0 || i == 3)
                yield return Form.Of($"{name} dilations", s_map, kind([2, 3]) with { Dilations = [2, 3] }, opset: i == 0 ? 17 : 18);
            if (i is 1 or 2)
                yield return Form.Of($"{name} dilations", s_map, kind([2, 3]) with { Dilations = [2, 3], Pads = [1, 1, 0, 1] }, opset: 19);
        }
        yield return Form.Of("MaxPool dilations, pads, ceil", s_map, new MaxPool { Kernel = [3, 2], Strides = [2, 2], Dilations = [2, 2], Pads = [1, 1, 1, 1], CeilMode = true });
        foreach (var row in (long[][])[s_line, s_map, s_block])
        {
            yield return Form.Of($"global average {row.Length}", row, new GlobalAveragePool());
            yield return Form.Of($"global maximum {row.Length}", row, new GlobalMaxPool());
            yield return Form.Of($"global norm {row.Length}", row, new GlobalLpPool { P = row.Length - 1 });
        }
    }

    private static Form Conv(string name, long[] row, Conv conv, long filters, bool bias = true) =>
        Form.Of(name, row, conv, f => [f.Floats([filters, row[0] / conv.Group, .. conv.Kernel.Select(k => (long)k)]), .. bias ? [f.Floats(filters)] : (string[])[]]);

    private static Form Transposed(string name, long[] row, ConvTranspose conv, long filters, bool bias = true) =>
        Form.Of(name, row, conv, f => [f.Floats([row[0], filters, .. conv.Kernel.Select(k => (long)k)]), .. bias ? [f.Floats(filters * conv.Group)] : (string[])[]]);
}
