using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor over the array's own memory (a copy when it must be converted or moved).</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static unsafe Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false,
        string[]? names = null)
    {
        device = Prepare(device, names);
        var type = ElementType(rawArray.GetType().GetElementType()!);
        var owner = GCHandle.Alloc(rawArray, GCHandleType.Pinned);
        nint handle;
        fixed (long* d = Dimensions(rawArray))
            handle = Native.ts_share((void*)owner.AddrOfPinnedObject(), d, rawArray.Rank, (sbyte)type, &Free, GCHandle.ToIntPtr(owner));
        if (handle == 0) owner.Free();
        var shared = Tensor.Of(handle);
        var result = shared;
        if ((dtype ?? type) != type || device.type != DeviceType.CPU) result = shared.to(dtype ?? type, device, disposeAfter: true);
        return requires_grad ? result.requires_grad_(true) : result;
    }

    [UnmanagedCallersOnly]
    private static void Free(nint owner) => GCHandle.FromIntPtr(owner).Free();
}
