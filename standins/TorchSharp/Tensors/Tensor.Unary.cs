namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Of(Native.ts_abs(Handle), this);

        public Tensor abs_() => Done(Native.ts_abs_(Handle));

        public Tensor ceil() => Of(Native.ts_ceil(Handle), this);

        public Tensor cos() => Of(Native.ts_cos(Handle), this);

        public Tensor erf() => Of(Native.ts_erf(Handle), this);

        public Tensor exp() => Of(Native.ts_exp(Handle), this);

        public Tensor exp_() => Done(Native.ts_exp_(Handle));

        public Tensor floor() => Of(Native.ts_floor(Handle), this);

        public Tensor isfinite() => Of(Native.ts_isfinite(Handle), this);

        public Tensor isinf() => Of(Native.ts_isinf(Handle), this);

        public Tensor isnan() => Of(Native.ts_isnan(Handle), this);

        public Tensor log() => Of(Native.ts_log(Handle), this);

        public Tensor log1p() => Of(Native.ts_log1p(Handle), this);

        public Tensor log_() => Done(Native.ts_log_(Handle));

        public Tensor logical_not() => Of(Native.ts_logical_not(Handle), this);

        public Tensor neg() => Of(Native.ts_neg(Handle), this);

        public Tensor neg_() => Done(Native.ts_neg_(Handle));

        public Tensor reciprocal() => Of(Native.ts_reciprocal(Handle), this);

        public Tensor relu() => Of(Native.ts_relu(Handle), this);

        public Tensor relu_() => Done(Native.ts_relu_(Handle));

        public Tensor rsqrt() => Of(Native.ts_rsqrt(Handle), this);

        public Tensor rsqrt_() => Done(Native.ts_rsqrt_(Handle));

        public Tensor sigmoid() => Of(Native.ts_sigmoid(Handle), this);

        public Tensor sigmoid_() => Done(Native.ts_sigmoid_(Handle));

        public Tensor sign() => Of(Native.ts_sign(Handle), this);

        public Tensor sign_() => Done(Native.ts_sign_(Handle));

        public Tensor sin() => Of(Native.ts_sin(Handle), this);

        public Tensor sqrt() => Of(Native.ts_sqrt(Handle), this);

        public Tensor sqrt_() => Done(Native.ts_sqrt_(Handle));

        public Tensor square() => Of(Native.ts_square(Handle), this);

        public Tensor tanh() => Of(Native.ts_tanh(Handle), this);

        public Tensor tanh_() => Done(Native.ts_tanh_(Handle));

        public Tensor zero_() => Done(Native.ts_zero_(Handle));

        public Tensor round(long decimals = 0) => decimals == 0 ? Of(Native.ts_round(Handle), this) : throw new NotSupportedException("The stand-in rounds to whole numbers only.");

        public Tensor relu6() => Of(Native.ts_relu6(Handle), this);

        public Tensor relu6_() => Done(Native.ts_relu6_(Handle));

        public Tensor hardswish() => Of(Native.ts_hardswish(Handle), this);

        public Tensor hardswish_() => Done(Native.ts_hardswish_(Handle));

        public Tensor hardsigmoid() => Of(Native.ts_hardsigmoid(Handle), this);

        public Tensor hardsigmoid_() => Done(Native.ts_hardsigmoid_(Handle));

        public Tensor selu() => Of(Native.ts_selu(Handle), this);

        public Tensor selu_() => Done(Native.ts_selu_(Handle));

        public Tensor gelu() => Of(Native.ts_gelu(Handle), this);

        public Tensor leaky_relu(Scalar negative_slope) => Of(Native.ts_leaky_relu(Handle, negative_slope.Number), this);

        public Tensor leaky_relu_(Scalar negative_slope) => Done(Native.ts_leaky_relu_(Handle, negative_slope.Number));

        public Tensor softmax(long dim, ScalarType? dtype = null) => Of(Native.ts_softmax(Handle, dim, Native.Type(dtype)), this);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Of(Native.ts_log_softmax(Handle, dim, Native.Type(dtype)), this);
    }
}
