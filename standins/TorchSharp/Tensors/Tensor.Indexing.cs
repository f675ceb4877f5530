namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor index_select(long dim, Tensor index) => Of(Native.ts_index_select(Handle, dim, index.Handle), this, index);

        public Tensor masked_select(Tensor mask) => Of(Native.ts_masked_select(Handle, mask.Handle), this, mask);

        public Tensor nonzero() => Of(Native.ts_nonzero(Handle), this);

        public Tensor gather(long dim, Tensor index) => Of(Native.ts_gather(Handle, dim, index.Handle), this, index);

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Of(Native.ts_index_add(Handle, dim, index.Handle, source.Handle, alpha.Number), this, index, source);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Done(Native.ts_index_add_(Handle, dim, index.Handle, source.Handle, alpha.Number), index, source);

        public Tensor index_copy_(long dim, Tensor index, Tensor source) =>
            Done(Native.ts_index_copy_(Handle, dim, index.Handle, source.Handle), index, source);

        public Tensor index_fill_(long dim, Tensor index, Scalar value) =>
            Done(Native.ts_index_fill_(Handle, dim, index.Handle, value.Number), index);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Of(Native.ts_scatter(Handle, dim, index.Handle, src.Handle), this, index, src);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => Done(Native.ts_scatter_(Handle, dim, index.Handle, src.Handle), index, src);

        public Tensor scatter_add(long dim, Tensor index, Tensor src) =>
            Of(Native.ts_scatter_add(Handle, dim, index.Handle, src.Handle), this, index, src);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) =>
            Done(Native.ts_scatter_add_(Handle, dim, index.Handle, src.Handle), index, src);

        public Tensor masked_fill(Tensor mask, Scalar value) => Of(Native.ts_masked_fill(Handle, mask.Handle, value.Number), this, mask);

        public Tensor masked_fill_(Tensor mask, Scalar value) => Done(Native.ts_masked_fill_(Handle, mask.Handle, value.Number), mask);

        /// <summary>This tensor where the condition holds, y elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y) => Of(Native.ts_where(condition.Handle, Handle, y.Handle), this, condition, y);
    }
}
