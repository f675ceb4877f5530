using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long Dimensions => Ask(Native.ts_dim(Handle));

        public long NumberOfElements => Ask(Native.ts_numel(Handle));

        public long ElementSize => Ask(Native.ts_element_size(Handle));

        public long ndim => Dimensions;

        public ScalarType dtype => (ScalarType)Ask(Native.ts_dtype(Handle));

        public DeviceType device_type => (DeviceType)Ask(Native.ts_device_type(Handle));

        public int device_index => (int)Ask(Native.ts_device_index(Handle));

        public Device device => new(device_type, device_index);

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_leaf
        {
            get
            {
                var leaf = Native.ts_is_leaf(Handle);
                GC.KeepAlive(this);
                return leaf;
            }
        }

        public bool requires_grad
        {
            get
            {
                var on = Native.ts_requires_grad(Handle);
                GC.KeepAlive(this);
                return on;
            }
            set => Done(Native.ts_set_requires_grad(Handle, value));
        }

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                fixed (long* s = sizes) Native.ts_sizes(Handle, s);
                GC.KeepAlive(this);
                return sizes;
            }
        }

        /// <summary>What backward() gathered; null before the first.</summary>
        public unsafe Tensor? grad
        {
            get
            {
                nint gradient;
                Done(Native.ts_get_grad(Handle, &gradient));
                return gradient == 0 ? null : new Tensor(gradient);
            }
            set => Done(Native.ts_set_grad(Handle, Optional(value)), value);
        }

        /// <summary>The elements' own memory. It is gone when the tensor is.</summary>
        /// <exception cref="InvalidOperationException">They are not on the CPU.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous()) throw new NotSupportedException("bytes of a tensor that is not contiguous.");
                var size = NumberOfElements * ElementSize;
                if (size > int.MaxValue) throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                return new Span<byte>(Data(), (int)size);
            }
            set
            {
                if (value.Length != NumberOfElements * ElementSize) throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(bytes);
            }
        }

        public long dim() => Dimensions;

        public long numel() => NumberOfElements;

        public long element_size() => ElementSize;

        public long[] size() => shape;

        public unsafe long size(int dim)
        {
            long size;
            Done(Native.ts_size(Handle, dim, &size));
            return size;
        }

        public unsafe long[] stride()
        {
            var strides = new long[Dimensions];
            fixed (long* s = strides) Native.ts_strides(Handle, s);
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)Dimensions : dim];

        public bool is_contiguous()
        {
            var contiguous = Native.ts_is_contiguous(Handle);
            GC.KeepAlive(this);
            return contiguous;
        }

        public bool is_floating_point() =>
            dtype is ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16;

        public bool is_integral() =>
            dtype is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64;

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad() => Done(Native.ts_retain_grad(Handle));

        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool create_graph = false, bool retain_graph = false,
            IList<Tensor>? inputs = null) =>
            autograd.backward(this, grad_tensors, retain_graph, create_graph, inputs);

        public bool Equals(Tensor target) => target is not null && (ReferenceEquals(this, target) || SameElements(target));

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        public override string ToString() => IsInvalid ? "disposed" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        /// <summary>Where the elements are.</summary>
        internal unsafe void* Data()
        {
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            var data = Native.ts_data(Handle);
            if (data is null && NumberOfElements > 0) Native.Throw();
            GC.KeepAlive(this);
            return data;
        }

        private long Ask(long answer)
        {
            GC.KeepAlive(this);
            return answer;
        }

        private unsafe bool SameElements(Tensor other)
        {
            bool same;
            Done(Native.ts_equal(Handle, other.Handle, &same), other);
            return same;
        }
    }
}
