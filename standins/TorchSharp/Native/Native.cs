using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp;

/// <summary>A scalar as the shim takes it: what value holds is told by kind.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Number(long kind, long value)
{
    internal readonly long Kind = kind;
    internal readonly long Value = value;

    internal static Number None => new(-1, 0);

    public static implicit operator Number(long value) => new(0, value);

    public static implicit operator Number(double value) => new(1, BitConverter.DoubleToInt64Bits(value));
}

/// <summary>The shim's functions. Tensors cross as handles; the caller keeps their owners alive during the call.</summary>
internal static unsafe partial class Native
{
    private const string Library = "TorchShim";

    /// <summary>The sign of "no element type given".</summary>
    internal const sbyte NoType = -1;

    /// <summary>Throws what the last call of this thread failed with.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    internal static void Throw()
    {
        const int most = 4096;
        var text = stackalloc byte[most];
        throw new ExternalException(Encoding.UTF8.GetString(text, ts_error(text, most)));
    }

    internal static void Check(bool succeeded)
    {
        if (!succeeded) Throw();
    }

    internal static sbyte Type(torch.ScalarType? type) => type is { } t ? (sbyte)t : NoType;
}
