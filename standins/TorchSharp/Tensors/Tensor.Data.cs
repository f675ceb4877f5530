using System.Numerics;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements as .NET values of their own type.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            _ = Handle;
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            Expect(typeof(T));
            return new TensorAccessor<T>(this);
        }

        /// <summary>The only element.</summary>
        public unsafe T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException("Number of elements in the tensor must be 1");
            Expect(typeof(T));
            var value = *(T*)Data();
            GC.KeepAlive(this);
            return value;
        }

        public unsafe Scalar ToScalar()
        {
            Number number;
            Done(Native.ts_item(Handle, &number));
            return new Scalar(number, number.Kind switch { 1 => ScalarType.Float64, 2 => ScalarType.Bool, _ => ScalarType.Int64 });
        }

        public Tensor alias() => Of(Native.ts_alias(Handle), this);

        public Tensor detach() => Of(Native.ts_detach(Handle), this);

        public Tensor clone() => Of(Native.ts_clone(Handle), this);

        public Tensor contiguous() => Of(Native.ts_contiguous(Handle), this);

        public Tensor copy_(Tensor source, bool nonBlocking = false) => Done(Native.ts_copy_(Handle, source.Handle, nonBlocking), source);

        public Tensor cpu() => To(dtype, CPU, false, false);

        public Tensor cuda(Device? device = null, bool non_blocking = false) => To(dtype, InitializeDevice(device ?? CUDA), false, non_blocking);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, device, copy, disposeAfter, non_blocking);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            var moved = To(type, InitializeDevice(device), copy, non_blocking);
            if (disposeAfter) Dispose();
            return moved;
        }

        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking: non_blocking);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            var moved = To(type, device, copy, non_blocking);
            if (disposeAfter) Dispose();
            return moved;
        }

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @double() => to_type(ScalarType.Float64);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor @bool() => to_type(ScalarType.Bool);

        public Tensor @byte() => to_type(ScalarType.Byte);

        private Tensor To(ScalarType type, Device device, bool copy, bool nonBlocking) =>
            Of(Native.ts_to(Handle, (sbyte)type, (int)device.type, device.index, copy, nonBlocking), this);

        private void Expect(Type wanted)
        {
            if (wanted != TypeOf(dtype)) throw new ArgumentException($"{wanted.Name} is not compatible with {dtype}");
        }

        private static Type TypeOf(ScalarType type) => type switch
        {
            ScalarType.Byte => typeof(byte),
            ScalarType.Int8 => typeof(sbyte),
            ScalarType.Int16 => typeof(short),
            ScalarType.Int32 => typeof(int),
            ScalarType.Int64 => typeof(long),
            ScalarType.Bool => typeof(bool),
            ScalarType.Float16 => typeof(Half),
            ScalarType.Float32 => typeof(float),
            ScalarType.Float64 => typeof(double),
            ScalarType.ComplexFloat32 => typeof((float, float)),
            ScalarType.ComplexFloat64 => typeof(Complex),
            _ => typeof(float),
        };
    }
}
