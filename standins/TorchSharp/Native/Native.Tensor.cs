using System.Runtime.InteropServices;

namespace TorchSharp;

// native/tensor.cpp: making tensors, asking about them, devices and random numbers.
internal static unsafe partial class Native
{
    [DllImport(Library)] internal static extern int ts_error(byte* buffer, int size);
    [DllImport(Library)] internal static extern void ts_dispose(nint t);
    [DllImport(Library)] internal static extern nint ts_new(void* data, long* dims, int n, sbyte source, sbyte type, int device, int index);
    [DllImport(Library)] internal static extern nint ts_share(void* data, long* dims, int n, sbyte type, delegate* unmanaged<nint, void> release, nint owner);
    [DllImport(Library)] internal static extern nint ts_zeros(long* dims, int n, sbyte type, int device, int index);
    [DllImport(Library)] internal static extern nint ts_ones(long* dims, int n, sbyte type, int device, int index);
    [DllImport(Library)] internal static extern nint ts_empty(long* dims, int n, sbyte type, int device, int index);
    [DllImport(Library)] internal static extern nint ts_rand(long* dims, int n, sbyte type, int device, int index, nint generator);
    [DllImport(Library)] internal static extern nint ts_randn(long* dims, int n, sbyte type, int device, int index, nint generator);
    [DllImport(Library)] internal static extern nint ts_full(long* dims, int n, Number value, sbyte type, int device, int index);
    [DllImport(Library)] internal static extern nint ts_randint(long low, long high, long* dims, int n, sbyte type, int device, int index, nint generator);
    [DllImport(Library)] internal static extern nint ts_randperm(long n, sbyte type, int device, int index, nint generator);
    [DllImport(Library)] internal static extern nint ts_arange(Number start, Number stop, Number step, sbyte type, int device, int index);
    [DllImport(Library)] internal static extern nint ts_eye(long rows, long columns, sbyte type, int device, int index);
    [DllImport(Library)] internal static extern nint ts_full_like(nint t, Number value, sbyte type, int device, int index);
    [DllImport(Library)] internal static extern nint ts_empty_like(nint t, sbyte type, int device, int index);
    [DllImport(Library), SuppressGCTransition] internal static extern long ts_dim(nint t);
    [DllImport(Library), SuppressGCTransition] internal static extern long ts_numel(nint t);
    [DllImport(Library), SuppressGCTransition] internal static extern sbyte ts_dtype(nint t);
    [DllImport(Library), SuppressGCTransition] internal static extern int ts_device_type(nint t);
    [DllImport(Library), SuppressGCTransition] internal static extern int ts_device_index(nint t);
    [DllImport(Library), SuppressGCTransition] internal static extern long ts_element_size(nint t);
    [DllImport(Library), SuppressGCTransition] internal static extern bool ts_requires_grad(nint t);
    [DllImport(Library), SuppressGCTransition] internal static extern bool ts_is_leaf(nint t);
    [DllImport(Library), SuppressGCTransition] internal static extern bool ts_is_contiguous(nint t);
    [DllImport(Library), SuppressGCTransition] internal static extern void ts_sizes(nint t, long* into);
    [DllImport(Library), SuppressGCTransition] internal static extern void ts_strides(nint t, long* into);
    [DllImport(Library)] internal static extern bool ts_size(nint t, long dim, long* into);
    [DllImport(Library)] internal static extern void* ts_data(nint t);
    [DllImport(Library)] internal static extern bool ts_set_requires_grad(nint t, bool on);
    [DllImport(Library)] internal static extern nint ts_alias(nint t);
    [DllImport(Library)] internal static extern nint ts_detach(nint t);
    [DllImport(Library)] internal static extern nint ts_clone(nint t);
    [DllImport(Library)] internal static extern nint ts_contiguous(nint t);
    [DllImport(Library)] internal static extern bool ts_copy_(nint t, nint source, bool nonBlocking);
    [DllImport(Library)] internal static extern nint ts_to(nint t, sbyte type, int device, int index, bool copy, bool nonBlocking);
    [DllImport(Library)] internal static extern bool ts_item(nint t, Number* into);
    [DllImport(Library)] internal static extern bool ts_manual_seed(long seed);
    [DllImport(Library)] internal static extern nint ts_generator_default(int device, int index);
    [DllImport(Library)] internal static extern nint ts_generator_new(long seed, int device, int index);
    [DllImport(Library)] internal static extern void ts_generator_dispose(nint generator);
    [DllImport(Library)] internal static extern long ts_generator_initial_seed(nint generator);
    [DllImport(Library)] internal static extern bool ts_generator_manual_seed(nint generator, long seed);
    [DllImport(Library)] internal static extern long ts_generator_seed(nint generator);
    [DllImport(Library)] internal static extern nint ts_generator_get_state(nint generator);
    [DllImport(Library)] internal static extern bool ts_generator_set_state(nint generator, nint state);
    [DllImport(Library)] internal static extern bool ts_set_num_threads(int count);
    [DllImport(Library)] internal static extern int ts_get_num_threads();
    [DllImport(Library)] internal static extern bool ts_set_num_interop_threads(int count);
    [DllImport(Library)] internal static extern int ts_get_num_interop_threads();
    [DllImport(Library)] internal static extern int ts_cuda_device_count();
    [DllImport(Library)] internal static extern bool ts_cudnn_available();
    [DllImport(Library)] internal static extern bool ts_cuda_synchronize(int index);
    [DllImport(Library)] internal static extern bool ts_get_tf32_matmul();
    [DllImport(Library)] internal static extern void ts_set_tf32_matmul(bool on);
    [DllImport(Library)] internal static extern bool ts_get_tf32_cudnn();
    [DllImport(Library)] internal static extern void ts_set_tf32_cudnn(bool on);
}
