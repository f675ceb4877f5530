using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lives: cpu, cuda or cuda:N.</summary>
    public class Device
    {
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = deviceType == DeviceType.CPU ? -1 : index;
        }

        public Device(int index) : this(DeviceType.CUDA, index)
        {
        }

        public Device(string deviceType, int index = -1) : this(Parse(deviceType), index)
        {
        }

        public Device(string description)
        {
            var parts = description.Split(':');
            type = Parse(parts[0]);
            index = parts.Length < 2 || type == DeviceType.CPU ? -1 : int.Parse(parts[1], CultureInfo.InvariantCulture);
        }

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            var name = type == DeviceType.CPU ? "cpu" : "cuda";
            return index < 0 ? name : $"{name}:{index}";
        }

        private static DeviceType Parse(string name) => name switch
        {
            "cpu" or "CPU" => DeviceType.CPU,
            "cuda" or "CUDA" => DeviceType.CUDA,
            _ => throw new ArgumentException($"{name} is not a device type: cpu and cuda are.", nameof(name)),
        };
    }

    public static readonly Device CPU = new(DeviceType.CPU);

    public static Device CUDA { get; } = new(DeviceType.CUDA);

    public static Device device(string description) => new(description);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType != DeviceType.CUDA || cuda.is_available();

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"Torch device type {deviceType} did not initialise on the current machine.");
    }

    public static Device InitializeDevice(Device? device)
    {
        device ??= CPU;
        InitializeDeviceType(device.type);
        return device;
    }

    public static bool cuda_is_available() => cuda.is_available();

    public static partial class cuda
    {
        private static readonly int s_count = Native.ts_cuda_device_count();

        public static bool is_available() => s_count > 0;

        public static int device_count() => s_count;

        public static bool is_cudnn_available() => Native.ts_cudnn_available();

        public static void synchronize(Device? device = null)
        {
            InitializeDeviceType(DeviceType.CUDA);
            Native.Check(Native.ts_cuda_synchronize(device?.index ?? -1));
        }
    }

    public static class backends
    {
        public static class cuda
        {
            public static class matmul
            {
                public static bool allow_tf32
                {
                    get => Native.ts_get_tf32_matmul();
                    set => Native.ts_set_tf32_matmul(value);
                }
            }
        }

        public static class cudnn
        {
            public static bool allow_tf32
            {
                get => Native.ts_get_tf32_cudnn();
                set => Native.ts_set_tf32_cudnn(value);
            }
        }
    }
}
