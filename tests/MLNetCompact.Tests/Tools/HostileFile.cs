using System.Diagnostics;
using MLNetCompact.Onnx;

namespace MLNetCompact.Tests.Tools;

/// <summary>Statements on broken ONNX files: reading ends soon, in little memory, and never with any other exception than InvalidDataException.</summary>
internal static class HostileFile
{
    private const long MostBytes = 200 << 20;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    /// <summary>The small model is refused after that change, with a message that has those words.</summary>
    public static void Refused(Action<ModelProto> change, params string[] mentions) => Refused(OnnxModels.SmallWith(change), mentions);

    /// <summary>The bytes are refused with a message that has those words.</summary>
    public static void Refused(byte[] onnx, params string[] mentions) => Refused(() => Network.Load(onnx), ["the given bytes", .. mentions]);

    /// <summary>The file is refused with a message that has its name and those words.</summary>
    public static void Refused(string path, params string[] mentions) => Refused(() => Network.Load(path), [path, .. mentions]);

    private static void Refused(Func<Network> load, string[] mentions)
    {
        var e = Bounded(() => Assert.ThrowsExactly<InvalidDataException>(load), "refused");
        foreach (var mention in mentions)
            Assert.Contains(mention, e.Message);
    }

    /// <summary>Whether the bytes could be read. If so, everything else must work on the network too.</summary>
    public static bool Survives(byte[] onnx, string what, bool use = true) => Survives(() => Network.Load(onnx), "the given bytes", what, use);

    /// <summary>Whether the file could be read. If so, everything else must work on the network too.</summary>
    public static bool Survives(string path, string what, bool use = true) => Survives(() => Network.Load(path), path, what, use);

    private static bool Survives(Func<Network> load, string source, string what, bool use) => Bounded(() =>
    {
        try
        {
            var network = load();
            if (use)
                Use(network);
            return true;
        }
        catch (InvalidDataException e) when (e.Message.Contains(source, StringComparison.Ordinal))
        {
            return false;
        }
        catch (Exception e) when (e is not AssertFailedException)
        {
            throw new AssertFailedException($"{what}: {e}", e);
        }
    }, what);

    private static void Use(Network network)
    {
        var bytes = network.ToOnnx();
        CollectionAssert.AreEqual(bytes, Network.Load(bytes).ToOnnx());
        Assert.IsGreaterThanOrEqualTo(0L, NetworkCost.Of(network).Parameters);
        Assert.IsNotNull(Surgery.Remove(network, ChannelGroups.Of(network).Removable.Where(g => g.Id % 2 == 0)).Network);
        Assert.IsNotNull(Surgery.RemoveDead(network).Network);
    }

    /// <summary>What the action gives, if it ends soon and in little memory. Other work on the machine may delay one try, not three.</summary>
    private static T Bounded<T>(Func<T> action, string what)
    {
        for (var tries = 3; ; tries--)
        {
            var (clock, before) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
            var result = action();
            Assert.IsLessThan(MostBytes, GC.GetAllocatedBytesForCurrentThread() - before, what);
            if (tries == 1)
                Assert.IsLessThan(s_longest, clock.Elapsed, what);
            if (clock.Elapsed < s_longest)
                return result;
        }
    }
}
