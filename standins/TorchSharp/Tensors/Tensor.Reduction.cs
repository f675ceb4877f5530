namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Of(Native.ts_sum(Handle, Native.Type(type)), this);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* d = dim) return Of(Native.ts_sum_dims(Handle, d, dim.Length, keepdim, Native.Type(type)), this);
        }

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => sum((ReadOnlySpan<long>)dim, keepdim, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            sum([dim0, dim1, dim2], keepdim, type);

        public Tensor mean() => Of(Native.ts_mean(Handle), this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* d = dimensions) return Of(Native.ts_mean_dims(Handle, d, dimensions.Length, keepdim, Native.Type(type)), this);
        }

        public Tensor var(bool unbiased = true) => Of(Native.ts_var(Handle, unbiased), this);

        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            using var typed = type is { } t ? to_type(t) : alias();
            fixed (long* d = dimensions) return Of(Native.ts_var_dims(typed.Handle, d, dimensions.Length, unbiased, keepdim), typed);
        }

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var((ReadOnlySpan<long>)dimensions, unbiased, keepdim, type);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim], unbiased, keepdim, type);

        public Tensor std(bool unbiased = true) => Of(Native.ts_std(Handle, unbiased), this);

        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            using var typed = type is { } t ? to_type(t) : alias();
            fixed (long* d = dimensions) return Of(Native.ts_std_dims(typed.Handle, d, dimensions.Length, unbiased, keepdim), typed);
        }

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std((ReadOnlySpan<long>)dimensions, unbiased, keepdim, type);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim], unbiased, keepdim, type);

        public Tensor norm(float p = 2f) => Of(Native.ts_norm(Handle, p), this);

        public Tensor norm(int dim, bool keepdim = false, float p = 2f) => Of(Native.ts_norm_dim(Handle, dim, keepdim, p), this);

        public Tensor max() => Of(Native.ts_max(Handle), this);

        public Tensor max(Tensor other) => maximum(other);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false)
        {
            nint indexes;
            var values = Of(Native.ts_max_dim(Handle, dim, keepdim, &indexes), this);
            return (values, new Tensor(indexes));
        }

        public Tensor min() => Of(Native.ts_min(Handle), this);

        public Tensor min(Tensor other) => minimum(other);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false)
        {
            nint indexes;
            var values = Of(Native.ts_min_dim(Handle, dim, keepdim, &indexes), this);
            return (values, new Tensor(indexes));
        }

        public Tensor amax(params long[] dims)
        {
            fixed (long* d = dims) return Of(Native.ts_amax(Handle, d, dims.Length, false), this);
        }

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null)
        {
            if (@out is not null) throw new NotSupportedException("The stand-in gives the result in a new tensor only.");
            fixed (long* d = dims) return Of(Native.ts_amax(Handle, d, dims.Length, keepdim), this);
        }

        public Tensor amin(params long[] dims)
        {
            fixed (long* d = dims) return Of(Native.ts_amin(Handle, d, dims.Length, false), this);
        }

        public Tensor argmax() => Of(Native.ts_argmax(Handle), this);

        public Tensor argmax(long dim, bool keepdim = false) => Of(Native.ts_argmax_dim(Handle, dim, keepdim), this);

        public Tensor argmin() => Of(Native.ts_argmin(Handle), this);

        public Tensor argmin(long dim, bool keepdim = false) => Of(Native.ts_argmin_dim(Handle, dim, keepdim), this);

        public Tensor all() => Of(Native.ts_all(Handle), this);

        public Tensor all(long dim, bool keepdim = false) => Of(Native.ts_all_dim(Handle, dim, keepdim), this);

        public Tensor any() => Of(Native.ts_any(Handle), this);

        public Tensor any(long dim, bool keepdim = false) => Of(Native.ts_any_dim(Handle, dim, keepdim), this);

        public Tensor count_nonzero(long[]? dims = null)
        {
            dims ??= [];
            fixed (long* d = dims) return Of(Native.ts_count_nonzero(Handle, d, dims.Length), this);
        }

        public Tensor cumsum(long dim, ScalarType? type = null) => Of(Native.ts_cumsum(Handle, dim, Native.Type(type)), this);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false)
        {
            nint indexes;
            var values = Of(Native.ts_sort(Handle, dim, descending, stable, &indexes), this);
            return (values, new Tensor(indexes));
        }

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            nint indexes;
            var values = Of(Native.ts_topk(Handle, k, dim, largest, sorted, &indexes), this);
            return (values, new Tensor(indexes));
        }

        public Tensor argsort(long dim = -1, bool descending = false) => Of(Native.ts_argsort(Handle, dim, descending), this);
    }
}
