namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor reshape(params long[] shape)
        {
            fixed (long* s = shape) return Of(Native.ts_reshape(Handle, s, shape.Length), this);
        }

        public Tensor view(params long[] shape)
        {
            fixed (long* s = shape) return Of(Native.ts_view(Handle, s, shape.Length), this);
        }

        public Tensor view_as(Tensor other) => view(other.shape);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Of(Native.ts_flatten(Handle, start_dim, end_dim), this);

        public Tensor ravel() => flatten();

        public Tensor expand(long[] sizes, bool isImplicit = false) => expand((ReadOnlySpan<long>)sizes, isImplicit);

        public Tensor expand(params long[] sizes) => expand((ReadOnlySpan<long>)sizes);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false)
        {
            fixed (long* s = sizes) return Of(Native.ts_expand(Handle, s, sizes.Length, isImplicit), this);
        }

        public Tensor expand_as(Tensor other) => expand((ReadOnlySpan<long>)other.shape);

        public Tensor repeat(params long[] sizes)
        {
            fixed (long* s = sizes) return Of(Native.ts_repeat(Handle, s, sizes.Length), this);
        }

        public Tensor permute(params long[] permutation)
        {
            fixed (long* p = permutation) return Of(Native.ts_permute(Handle, p, permutation.Length), this);
        }

        public Tensor flip(params long[] dims)
        {
            fixed (long* d = dims) return Of(Native.ts_flip(Handle, d, dims.Length), this);
        }

        public Tensor transpose(long dim0, long dim1) => Of(Native.ts_transpose(Handle, dim0, dim1), this);

        public Tensor t() => Of(Native.ts_t(Handle), this);

        public Tensor squeeze(long? dim = null) =>
            Of(dim is { } d ? Native.ts_squeeze_dim(Handle, d) : Native.ts_squeeze(Handle), this);

        public Tensor unsqueeze(long dim) => Of(Native.ts_unsqueeze(Handle, dim), this);

        public Tensor narrow(long dim, long start, long length) => Of(Native.ts_narrow(Handle, dim, start, length), this);

        public Tensor slice(long dim, long start, long finish, long step) => Of(Native.ts_slice(Handle, dim, start, finish, step), this);

        public Tensor select(long dim, long index) => Of(Native.ts_select(Handle, dim, index), this);

        public Tensor[] split(long[] sizes, long dim = 0)
        {
            var pieces = new nint[sizes.Length];
            fixed (long* s = sizes)
            fixed (nint* p = pieces)
                Done(Native.ts_split(Handle, s, sizes.Length, dim, p));
            return Array.ConvertAll(pieces, p => new Tensor(p));
        }

        public Tensor this[long i1]
        {
            get => ElementAt(i1);
            set => Set(ElementAt(i1), value);
        }

        public Tensor this[long i1, long i2]
        {
            get => ElementAt(i1, i2);
            set => Set(ElementAt(i1, i2), value);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => ElementAt(i1, i2, i3);
            set => Set(ElementAt(i1, i2, i3), value);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => ElementAt(i1, i2, i3, i4);
            set => Set(ElementAt(i1, i2, i3, i4), value);
        }

        private Tensor ElementAt(params ReadOnlySpan<long> indices)
        {
            var part = this;
            foreach (var i in indices)
            {
                var inner = part.select(0, i);
                if (part != (object)this) part.Dispose();
                part = inner;
            }
            return part;
        }

        private static void Set(Tensor part, Tensor value)
        {
            using (part) part.copy_(value);
        }
    }
}
