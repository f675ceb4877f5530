using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>Chooses what trains: <see cref="MLContext.GpuDeviceId"/> and <see cref="MLContext.FallbackToCpu"/> decide, as for ML.NET's own trainers.</summary>
internal static class TorchDevice
{
    /// <exception cref="InvalidOperationException">A GPU is asked for, there is none, and falling back is not allowed.</exception>
    public static Device Of(MLContext context)
    {
        if (context.GpuDeviceId is not { } id)
            return CPU;
        if (!cuda.is_available())
        {
            return context.FallbackToCpu ? CPU : throw new InvalidOperationException(
                $"MLContext.GpuDeviceId is {id}, but no CUDA device is available to TorchSharp. Reference TorchSharp-cuda, set MLContext.FallbackToCpu, or leave GpuDeviceId at null.");
        }
        // Rounded products would make the same network differ from what ONNX Runtime computes.
        backends.cuda.matmul.allow_tf32 = false;
        backends.cudnn.allow_tf32 = false;
        return new Device(DeviceType.CUDA, id);
    }
}
