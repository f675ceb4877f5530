namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Of(Native.ts_eq(Handle, target.Handle), this, target);

        public Tensor eq(Scalar target) => Of(Native.ts_eq_scalar(Handle, target.Number), this);

        public Tensor ne(Tensor target) => Of(Native.ts_ne(Handle, target.Handle), this, target);

        public Tensor ne(Scalar target) => Of(Native.ts_ne_scalar(Handle, target.Number), this);

        public Tensor gt(Tensor target) => Of(Native.ts_gt(Handle, target.Handle), this, target);

        public Tensor gt(Scalar target) => Of(Native.ts_gt_scalar(Handle, target.Number), this);

        public Tensor ge(Tensor target) => Of(Native.ts_ge(Handle, target.Handle), this, target);

        public Tensor ge(Scalar target) => Of(Native.ts_ge_scalar(Handle, target.Number), this);

        public Tensor lt(Tensor target) => Of(Native.ts_lt(Handle, target.Handle), this, target);

        public Tensor lt(Scalar target) => Of(Native.ts_lt_scalar(Handle, target.Number), this);

        public Tensor le(Tensor target) => Of(Native.ts_le(Handle, target.Handle), this, target);

        public Tensor le(Scalar target) => Of(Native.ts_le_scalar(Handle, target.Number), this);

        public Tensor logical_and(Tensor other) => Of(Native.ts_logical_and(Handle, other.Handle), this, other);

        public Tensor logical_or(Tensor other) => Of(Native.ts_logical_or(Handle, other.Handle), this, other);

        public Tensor logical_xor(Tensor other) => Of(Native.ts_logical_xor(Handle, other.Handle), this, other);

        public unsafe bool allclose(Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false)
        {
            bool close;
            Done(Native.ts_allclose(Handle, target.Handle, rtol, atol, equal_nan, &close), target);
            return close;
        }
    }
}
