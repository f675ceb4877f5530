namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            private static readonly long[] s_one = [1];
            private static readonly long[] s_zero = [0];

            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null,
                long groups = 1) =>
                Tensor.Of(Native.ts_conv1d(input.Handle, weight.Handle, Tensor.Optional(bias), stride ?? 1, padding ?? 0, dilation ?? 1, groups),
                    input, weight, bias);

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1)
            {
                strides ??= s_one;
                padding ??= s_zero;
                dilation ??= s_one;
                fixed (long* s = strides, p = padding, d = dilation)
                {
                    return Tensor.Of(
                        Native.ts_conv2d(input.Handle, weight.Handle, Tensor.Optional(bias), s, strides.Length, p, padding.Length, d, dilation.Length,
                            groups),
                        input, weight, bias);
                }
            }

            public static Tensor conv3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1)
            {
                strides ??= s_one;
                padding ??= s_zero;
                dilation ??= s_one;
                fixed (long* s = strides, p = padding, d = dilation)
                {
                    return Tensor.Of(
                        Native.ts_conv3d(input.Handle, weight.Handle, Tensor.Optional(bias), s, strides.Length, p, padding.Length, d, dilation.Length,
                            groups),
                        input, weight, bias);
                }
            }

            public static Tensor conv_transpose1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null,
                long? output_padding = null, long? dilation = null, long groups = 1) =>
                Tensor.Of(
                    Native.ts_conv_transpose1d(input.Handle, weight.Handle, Tensor.Optional(bias), stride ?? 1, padding ?? 0, output_padding ?? 0,
                        dilation ?? 1, groups),
                    input, weight, bias);

            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? output_padding = null, long[]? dilation = null, long groups = 1)
            {
                strides ??= s_one;
                padding ??= s_zero;
                output_padding ??= s_zero;
                dilation ??= s_one;
                fixed (long* s = strides, p = padding, o = output_padding, d = dilation)
                {
                    return Tensor.Of(
                        Native.ts_conv_transpose2d(input.Handle, weight.Handle, Tensor.Optional(bias), s, strides.Length, p, padding.Length,
                            o, output_padding.Length, d, dilation.Length, groups),
                        input, weight, bias);
                }
            }

            public static Tensor conv_transpose3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? output_padding = null, long[]? dilation = null, long groups = 1)
            {
                strides ??= s_one;
                padding ??= s_zero;
                output_padding ??= s_zero;
                dilation ??= s_one;
                fixed (long* s = strides, p = padding, o = output_padding, d = dilation)
                {
                    return Tensor.Of(
                        Native.ts_conv_transpose3d(input.Handle, weight.Handle, Tensor.Optional(bias), s, strides.Length, p, padding.Length,
                            o, output_padding.Length, d, dilation.Length, groups),
                        input, weight, bias);
                }
            }

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Tensor.Of(Native.ts_linear(input.Handle, weights.Handle, Tensor.Optional(bias)), input, weights, bias);
        }
    }
}
