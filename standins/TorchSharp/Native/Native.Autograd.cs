using System.Runtime.InteropServices;

namespace TorchSharp;

// native/autograd.cpp: gradients.
internal static unsafe partial class Native
{
    [DllImport(Library), SuppressGCTransition] internal static extern bool ts_get_grad_mode();
    [DllImport(Library), SuppressGCTransition] internal static extern void ts_set_grad_mode(bool on);
    [DllImport(Library)] internal static extern bool ts_backward(nint* roots, int n, nint* gradients, int gradientCount, bool keepGraph, bool createGraph, nint* inputs, int inputCount);
    [DllImport(Library)] internal static extern bool ts_autograd_grad(nint* outputs, int n, nint* inputs, int inputCount, nint* gradients, int gradientCount, bool keepGraph, bool createGraph, bool allowUnused, nint* into);
    [DllImport(Library)] internal static extern bool ts_get_grad(nint t, nint* into);
    [DllImport(Library)] internal static extern bool ts_set_grad(nint t, nint gradient);
    [DllImport(Library)] internal static extern bool ts_retain_grad(nint t);
}
