using System.Diagnostics;
using MLNetCompact.Onnx;

namespace MLNetCompact.Tests.Tools;

/// <summary>Statements on broken ONNX files: reading ends soon, in little memory, and never with any other exception than InvalidDataException.</summary>
internal static class HostileFile
{
    private const long MostBytes = 64 << 20;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    /// <summary>The small model is refused after that change, with a message that has those words.</summary>
    public static void Refused(Action<ModelProto> change, params string[] mentions) => Refused(OnnxModels.SmallWith(change), mentions);

    /// <summary>The bytes are refused with a message that has those words.</summary>
    public static void Refused(byte[] onnx, params string[] mentions)
    {
        var (clock, before) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
        var e = Assert.ThrowsExactly<InvalidDataException>(() => Network.Load(onnx));
        Bounded(clock, before, e.Message);
        foreach (var mention in mentions.Prepend("the given bytes"))
            Assert.Contains(mention, e.Message);
    }

    /// <summary>Whether the bytes could be read. If so, everything else must work on the network too.</summary>
    public static bool Survives(byte[] onnx, string what, bool use = true)
    {
        var (clock, before) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
        try
        {
            var network = Network.Load(onnx);
            if (use)
                Use(network);
            return true;
        }
        catch (InvalidDataException e) when (e.Message.Contains("the given bytes", StringComparison.Ordinal))
        {
            return false;
        }
        catch (Exception e) when (e is not AssertFailedException)
        {
            throw new AssertFailedException($"{what}: {e}", e);
        }
        finally
        {
            Bounded(clock, before, what);
        }
    }

    private static void Use(Network network)
    {
        var bytes = network.ToOnnx();
        CollectionAssert.AreEqual(bytes, Network.Load(bytes).ToOnnx());
        Assert.IsGreaterThanOrEqualTo(0L, NetworkCost.Of(network).Parameters);
        Assert.IsNotNull(Surgery.Remove(network, ChannelGroups.Of(network).Removable.Where(g => g.Id % 2 == 0)).Network);
        Assert.IsNotNull(Surgery.RemoveDead(network).Network);
    }

    private static void Bounded(Stopwatch clock, long before, string what)
    {
        Assert.IsLessThan(MostBytes, GC.GetAllocatedBytesForCurrentThread() - before, what);
        Assert.IsLessThan(s_longest, clock.Elapsed, what);
    }
}
