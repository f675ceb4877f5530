using System.Runtime.InteropServices;

namespace TorchSharp;

// native/reduction.cpp: sums and extremes.
internal static unsafe partial class Native
{
    [DllImport(Library)] internal static extern nint ts_sum(nint t, sbyte type);
    [DllImport(Library)] internal static extern nint ts_sum_dims(nint t, long* dims, int n, bool keep, sbyte type);
    [DllImport(Library)] internal static extern nint ts_mean(nint t);
    [DllImport(Library)] internal static extern nint ts_mean_dims(nint t, long* dims, int n, bool keep, sbyte type);
    [DllImport(Library)] internal static extern nint ts_var(nint t, bool unbiased);
    [DllImport(Library)] internal static extern nint ts_var_dims(nint t, long* dims, int n, bool unbiased, bool keep);
    [DllImport(Library)] internal static extern nint ts_std(nint t, bool unbiased);
    [DllImport(Library)] internal static extern nint ts_std_dims(nint t, long* dims, int n, bool unbiased, bool keep);
    [DllImport(Library)] internal static extern nint ts_norm(nint t, double p);
    [DllImport(Library)] internal static extern nint ts_norm_dim(nint t, long dim, bool keep, double p);
    [DllImport(Library)] internal static extern nint ts_max(nint t);
    [DllImport(Library)] internal static extern nint ts_min(nint t);
    [DllImport(Library)] internal static extern nint ts_max_dim(nint t, long dim, bool keep, nint* indices);
    [DllImport(Library)] internal static extern nint ts_min_dim(nint t, long dim, bool keep, nint* indices);
    [DllImport(Library)] internal static extern nint ts_argmax(nint t);
    [DllImport(Library)] internal static extern nint ts_argmin(nint t);
    [DllImport(Library)] internal static extern nint ts_argmax_dim(nint t, long dim, bool keep);
    [DllImport(Library)] internal static extern nint ts_argmin_dim(nint t, long dim, bool keep);
    [DllImport(Library)] internal static extern nint ts_amax(nint t, long* dims, int n, bool keep);
    [DllImport(Library)] internal static extern nint ts_amin(nint t, long* dims, int n, bool keep);
    [DllImport(Library)] internal static extern nint ts_all(nint t);
    [DllImport(Library)] internal static extern nint ts_any(nint t);
    [DllImport(Library)] internal static extern nint ts_all_dim(nint t, long dim, bool keep);
    [DllImport(Library)] internal static extern nint ts_any_dim(nint t, long dim, bool keep);
    [DllImport(Library)] internal static extern nint ts_count_nonzero(nint t, long* dims, int n);
    [DllImport(Library)] internal static extern nint ts_cumsum(nint t, long dim, sbyte type);
    [DllImport(Library)] internal static extern nint ts_sort(nint t, long dim, bool descending, bool stable, nint* indices);
    [DllImport(Library)] internal static extern nint ts_topk(nint t, long k, long dim, bool largest, bool sorted, nint* indices);
    [DllImport(Library)] internal static extern nint ts_argsort(nint t, long dim, bool descending);
}
