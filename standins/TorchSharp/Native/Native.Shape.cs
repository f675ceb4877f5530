using System.Runtime.InteropServices;

namespace TorchSharp;

// native/shape.cpp: views, indexing, joining.
internal static unsafe partial class Native
{
    [DllImport(Library)] internal static extern nint ts_reshape(nint t, long* dims, int n);
    [DllImport(Library)] internal static extern nint ts_view(nint t, long* dims, int n);
    [DllImport(Library)] internal static extern nint ts_expand(nint t, long* dims, int n, bool @implicit);
    [DllImport(Library)] internal static extern nint ts_repeat(nint t, long* dims, int n);
    [DllImport(Library)] internal static extern nint ts_permute(nint t, long* dims, int n);
    [DllImport(Library)] internal static extern nint ts_flip(nint t, long* dims, int n);
    [DllImport(Library)] internal static extern nint ts_flatten(nint t, long start, long end);
    [DllImport(Library)] internal static extern nint ts_transpose(nint t, long a, long b);
    [DllImport(Library)] internal static extern nint ts_t(nint t);
    [DllImport(Library)] internal static extern nint ts_squeeze(nint t);
    [DllImport(Library)] internal static extern nint ts_squeeze_dim(nint t, long dim);
    [DllImport(Library)] internal static extern nint ts_unsqueeze(nint t, long dim);
    [DllImport(Library)] internal static extern nint ts_narrow(nint t, long dim, long start, long length);
    [DllImport(Library)] internal static extern nint ts_slice(nint t, long dim, long start, long end, long step);
    [DllImport(Library)] internal static extern nint ts_select(nint t, long dim, long index);
    [DllImport(Library)] internal static extern nint ts_diagonal(nint t, long offset, long a, long b);
    [DllImport(Library)] internal static extern nint ts_index_select(nint t, long dim, nint index);
    [DllImport(Library)] internal static extern nint ts_masked_select(nint t, nint mask);
    [DllImport(Library)] internal static extern nint ts_nonzero(nint t);
    [DllImport(Library)] internal static extern nint ts_gather(nint t, long dim, nint index);
    [DllImport(Library)] internal static extern nint ts_index_add(nint t, long dim, nint index, nint source, Number alpha);
    [DllImport(Library)] internal static extern bool ts_index_add_(nint t, long dim, nint index, nint source, Number alpha);
    [DllImport(Library)] internal static extern bool ts_index_copy_(nint t, long dim, nint index, nint source);
    [DllImport(Library)] internal static extern bool ts_index_fill_(nint t, long dim, nint index, Number value);
    [DllImport(Library)] internal static extern nint ts_scatter(nint t, long dim, nint index, nint source);
    [DllImport(Library)] internal static extern bool ts_scatter_(nint t, long dim, nint index, nint source);
    [DllImport(Library)] internal static extern nint ts_scatter_add(nint t, long dim, nint index, nint source);
    [DllImport(Library)] internal static extern bool ts_scatter_add_(nint t, long dim, nint index, nint source);
    [DllImport(Library)] internal static extern nint ts_cat(nint* values, int n, long dim);
    [DllImport(Library)] internal static extern nint ts_stack(nint* values, int n, long dim);
    [DllImport(Library)] internal static extern bool ts_split(nint t, long* sizes, int n, long dim, nint* into);
}
