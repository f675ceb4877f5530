namespace TorchSharp;

public static partial class torch
{
    public static DisposeScope NewDisposeScope() => DisposeScope.Open();

    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => Native.ts_get_grad_mode();

    public static void set_num_threads(int num) => Native.Check(Native.ts_set_num_threads(num));

    public static int get_num_threads() => Native.ts_get_num_threads();

    public static void set_num_interop_threads(int num) => Native.Check(Native.ts_set_num_interop_threads(num));

    public static int get_num_interop_threads() => Native.ts_get_num_interop_threads();

    /// <summary>Restores the thread's former mode when disposed.</summary>
    private sealed class GradMode : IDisposable
    {
        private readonly bool _before = Native.ts_get_grad_mode();

        internal GradMode(bool on) => Native.ts_set_grad_mode(on);

        public void Dispose() => Native.ts_set_grad_mode(_before);
    }

    public static partial class autograd
    {
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            grad_outputs ??= [];
            var roots = new Handles(outputs, stackalloc nint[8]);
            var leaves = new Handles(inputs, stackalloc nint[64]);
            var gradients = new Handles(grad_outputs, stackalloc nint[8]);
            var found = new nint[inputs.Count];
            fixed (nint* r = roots.Values, l = leaves.Values, g = gradients.Values, f = found)
            {
                Native.Check(Native.ts_autograd_grad(r, outputs.Count, l, inputs.Count, g, grad_outputs.Count,
                    retain_graph, create_graph, allow_unused, f));
            }
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            // As published: an unused input's gradient is an invalid tensor, not null.
            return found.Select(handle => new Tensor(handle)).ToList();
        }

        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null)
        {
            grad_tensors ??= [];
            inputs ??= [];
            var roots = new Handles(tensors, stackalloc nint[8]);
            var gradients = new Handles(grad_tensors, stackalloc nint[8]);
            var leaves = new Handles(inputs, stackalloc nint[64]);
            fixed (nint* r = roots.Values, g = gradients.Values, l = leaves.Values)
            {
                Native.Check(Native.ts_backward(r, tensors.Count, g, grad_tensors.Count, retain_graph ?? create_graph, create_graph,
                    l, inputs.Count));
            }
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);
    }

    /// <summary>The handles of a list of tensors, in the given room when they fit.</summary>
    internal readonly ref struct Handles
    {
        internal readonly ReadOnlySpan<nint> Values;

        internal Handles(IList<Tensor> tensors, Span<nint> room)
        {
            var values = tensors.Count <= room.Length ? room[..tensors.Count] : new nint[tensors.Count];
            for (var i = 0; i < values.Length; i++) values[i] = tensors[i] is { } t ? t.Handle : 0;
            Values = values;
        }
    }
}
