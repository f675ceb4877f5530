namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Of(Native.ts_add(Handle, target.Handle, 1L), this, target);

        public Tensor add(Scalar scalar) => Of(Native.ts_add_scalar(Handle, scalar.Number, 1L), this);

        public Tensor add(Tensor target, Scalar alpha) => Of(Native.ts_add(Handle, target.Handle, alpha.Number), this, target);

        public Tensor add(Scalar scalar, Scalar alpha) => Of(Native.ts_add_scalar(Handle, scalar.Number, alpha.Number), this);

        public Tensor add_(Tensor target) => Done(Native.ts_add_(Handle, target.Handle, 1L), target);

        public Tensor add_(Scalar scalar) => Done(Native.ts_add__scalar(Handle, scalar.Number, 1L));

        public Tensor add_(Tensor target, Scalar alpha) => Done(Native.ts_add_(Handle, target.Handle, alpha.Number), target);

        public Tensor add_(Scalar scalar, Scalar alpha) => Done(Native.ts_add__scalar(Handle, scalar.Number, alpha.Number));

        public Tensor sub(Tensor target) => Of(Native.ts_sub(Handle, target.Handle, 1L), this, target);

        public Tensor sub(Scalar target) => Of(Native.ts_sub_scalar(Handle, target.Number, 1L), this);

        public Tensor sub_(Tensor target) => Done(Native.ts_sub_(Handle, target.Handle, 1L), target);

        public Tensor sub_(Scalar target) => Done(Native.ts_sub__scalar(Handle, target.Number, 1L));

        public Tensor mul(Tensor target) => Of(Native.ts_mul(Handle, target.Handle), this, target);

        public Tensor mul(Scalar target) => Of(Native.ts_mul_scalar(Handle, target.Number), this);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Of(rounding_mode == RoundingMode.None ? Native.ts_div(Handle, target.Handle) : Native.ts_div_rounded(Handle, target.Handle, (int)rounding_mode), this, target);

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Of(rounding_mode == RoundingMode.None ? Native.ts_div_scalar(Handle, target.Number) : Native.ts_div_rounded_scalar(Handle, target.Number, (int)rounding_mode), this);

        public Tensor pow(Tensor exponent) => Of(Native.ts_pow(Handle, exponent.Handle), this, exponent);

        public Tensor pow(Scalar exponent) => Of(Native.ts_pow_scalar(Handle, exponent.Number), this);

        public Tensor remainder(Tensor target) => Of(Native.ts_remainder(Handle, target.Handle), this, target);

        public Tensor remainder(Scalar scalar) => Of(Native.ts_remainder_scalar(Handle, scalar.Number), this);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Of(Native.ts_addcmul(Handle, tensor1.Handle, tensor2.Handle, value.Number), this, tensor1, tensor2);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Of(Native.ts_addcdiv(Handle, tensor1.Handle, tensor2.Handle, 1L), this, tensor1, tensor2);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Of(Native.ts_addcdiv(Handle, tensor1.Handle, tensor2.Handle, value.Number), this, tensor1, tensor2);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Of(Native.ts_clamp(Handle, min?.Number ?? Number.None, max?.Number ?? Number.None), this);

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Of(Native.ts_clamp_tensor(Handle, Optional(min), Optional(max)), this, min, max);

        public Tensor clamp_min(Scalar min) => Of(Native.ts_clamp(Handle, min.Number, Number.None), this);

        public Tensor clamp_max(Scalar max) => Of(Native.ts_clamp(Handle, Number.None, max.Number), this);

        public Tensor mul_(Tensor target) => Done(Native.ts_mul_(Handle, target.Handle), target);

        public Tensor mul_(Scalar target) => Done(Native.ts_mul__scalar(Handle, target.Number));

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Done(rounding_mode == RoundingMode.None ? Native.ts_div_(Handle, target.Handle) : Native.ts_div_rounded_(Handle, target.Handle, (int)rounding_mode), target);

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Done(rounding_mode == RoundingMode.None ? Native.ts_div__scalar(Handle, target.Number) : Native.ts_div_rounded_scalar_(Handle, target.Number, (int)rounding_mode));

        public Tensor pow_(Tensor exponent) => Done(Native.ts_pow_(Handle, exponent.Handle), exponent);

        public Tensor pow_(Scalar exponent) => Done(Native.ts_pow__scalar(Handle, exponent.Number));

        public Tensor remainder_(Tensor target) => Done(Native.ts_remainder_(Handle, target.Handle), target);

        public Tensor remainder_(Scalar scalar) => Done(Native.ts_remainder__scalar(Handle, scalar.Number));

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Done(Native.ts_addcmul_(Handle, tensor1.Handle, tensor2.Handle, value.Number), tensor1, tensor2);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => Done(Native.ts_addcdiv_(Handle, tensor1.Handle, tensor2.Handle, 1L), tensor1, tensor2);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Done(Native.ts_addcdiv_(Handle, tensor1.Handle, tensor2.Handle, value.Number), tensor1, tensor2);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Done(Native.ts_clamp_(Handle, min?.Number ?? Number.None, max?.Number ?? Number.None));

        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Done(Native.ts_clamp_tensor_(Handle, Optional(min), Optional(max)), min, max);

        public Tensor clamp_min_(Scalar min) => Done(Native.ts_clamp_(Handle, min.Number, Number.None));

        public Tensor clamp_max_(Scalar max) => Done(Native.ts_clamp_(Handle, Number.None, max.Number));

        public Tensor fill_(Scalar value) => Done(Native.ts_fill_(Handle, value.Number));

        public Tensor maximum(Tensor other) => Of(Native.ts_maximum(Handle, other.Handle), this, other);

        public Tensor minimum(Tensor other) => Of(Native.ts_minimum(Handle, other.Handle), this, other);

        public Tensor matmul(Tensor target) => Of(Native.ts_matmul(Handle, target.Handle), this, target);

        public Tensor mm(Tensor target) => Of(Native.ts_mm(Handle, target.Handle), this, target);

        public Tensor bmm(Tensor batch2) => Of(Native.ts_bmm(Handle, batch2.Handle), this, batch2);

        public Tensor mv(Tensor target) => Of(Native.ts_mv(Handle, target.Handle), this, target);

        public Tensor dot(Tensor target) => Of(Native.ts_dot(Handle, target.Handle), this, target);

        public Tensor outer(Tensor vec2) => Of(Native.ts_outer(Handle, vec2.Handle), this, vec2);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f) => Of(Native.ts_addmm(Handle, mat1.Handle, mat2.Handle, beta, alpha), this, mat1, mat2);

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) => Done(Native.ts_normal_(Handle, mean, std, generator?.Handle ?? 0));

        public Tensor uniform_(double from, double to, Generator? generator = null) => Done(Native.ts_uniform_(Handle, from, to, generator?.Handle ?? 0));

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => Done(Native.ts_bernoulli_(Handle, p, generator?.Handle ?? 0));
    }
}
