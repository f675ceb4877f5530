namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            public static Tensor max_pool1d(Tensor input, long kernelSize, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) =>
                Tensor.Of(Native.ts_max_pool1d(input.Handle, kernelSize, stride ?? kernelSize, padding ?? 0, dilation ?? 1, ceil_mode), input);

            public static Tensor max_pool2d(Tensor input, long[] kernelSize, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false)
            {
                strides ??= kernelSize;
                padding ??= s_zero;
                dilation ??= s_one;
                fixed (long* k = kernelSize, s = strides, p = padding, d = dilation)
                {
                    return Tensor.Of(
                        Native.ts_max_pool2d(input.Handle, k, kernelSize.Length, s, strides.Length, p, padding.Length, d, dilation.Length, ceil_mode),
                        input);
                }
            }

            public static Tensor max_pool2d(Tensor input, long kernelSize, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) =>
                max_pool2d(input, [kernelSize, kernelSize], Square(stride), Square(padding), Square(dilation), ceil_mode);

            public static Tensor max_pool2d(Tensor input, (long, long) kernelSize, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, [kernelSize.Item1, kernelSize.Item2], Pair(stride), Pair(padding), Pair(dilation), ceil_mode);

            public static Tensor max_pool3d(Tensor input, long[] kernelSize, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false)
            {
                strides ??= kernelSize;
                padding ??= s_zero;
                dilation ??= s_one;
                fixed (long* k = kernelSize, s = strides, p = padding, d = dilation)
                {
                    return Tensor.Of(
                        Native.ts_max_pool3d(input.Handle, k, kernelSize.Length, s, strides.Length, p, padding.Length, d, dilation.Length, ceil_mode),
                        input);
                }
            }

            public static Tensor avg_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false,
                bool count_include_pad = true) =>
                Tensor.Of(Native.ts_avg_pool1d(input.Handle, kernel_size, stride ?? kernel_size, padding ?? 0, ceil_mode, count_include_pad), input);

            public static Tensor avg_pool2d(Tensor input, long[] kernelSizes, long[]? strides = null, long[]? paddings = null, bool ceil_mode = false,
                bool count_include_pad = true)
            {
                strides ??= kernelSizes;
                paddings ??= s_zero;
                fixed (long* k = kernelSizes, s = strides, p = paddings)
                {
                    return Tensor.Of(
                        Native.ts_avg_pool2d(input.Handle, k, kernelSizes.Length, s, strides.Length, p, paddings.Length, ceil_mode, count_include_pad),
                        input);
                }
            }

            public static Tensor avg_pool2d(Tensor input, long kernelSize, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true) =>
                avg_pool2d(input, [kernelSize, kernelSize], Square(stride), [padding, padding], ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(Tensor input, (long, long) kernelSize, (long, long)? stride = null, (long, long)? padding = null,
                bool ceil_mode = false, bool count_include_pad = true) =>
                avg_pool2d(input, [kernelSize.Item1, kernelSize.Item2], Pair(stride), Pair(padding), ceil_mode, count_include_pad);

            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) =>
                Tensor.Of(Native.ts_adaptive_avg_pool1d(input.Handle, output_size), input);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size)
            {
                fixed (long* o = output_size) return Tensor.Of(Native.ts_adaptive_avg_pool2d(input.Handle, o, output_size.Length), input);
            }

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, [output_size, output_size]);

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) =>
                adaptive_avg_pool2d(input, [output_size.Item1, output_size.Item2]);

            public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size)
            {
                fixed (long* o = output_size) return Tensor.Of(Native.ts_adaptive_avg_pool3d(input.Handle, o, output_size.Length), input);
            }

            /// <summary>pad begins with the last dimension: left, right, top, bottom, ...</summary>
            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                fixed (long* p = pad) return Tensor.Of(Native.ts_pad(input.Handle, p, pad.Length, (int)mode, value), input);
            }

            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, (ReadOnlySpan<long>)pad, mode, value);

            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad, pad], mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            private static long[]? Pair((long, long)? sides) => sides is { } s ? [s.Item1, s.Item2] : null;
        }
    }
}
