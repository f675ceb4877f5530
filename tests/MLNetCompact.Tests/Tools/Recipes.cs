using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace MLNetCompact.Tests.Tools;

/// <summary>What a random network is made from; a failing test prints it, and it makes the same network again.</summary>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Layers">How many blocks, or about how many layers, before the last ones.</param>
/// <param name="Percent">How many of the removable groups are chosen.</param>
/// <param name="Skipped">How many of the first blocks are left out; only of graphs, not of chains.</param>
internal sealed record Recipe(int Seed, int Layers, int Percent, int Skipped = 0)
{
    /// <summary>One in four is a chain of layers with dense ones among them, the others are graphs of all kinds.</summary>
    public Network Network() => IsChain ? RandomNetworks.Create(Seed, Layers) : RandomGraphs.Create(Seed, Layers, Skipped).Network;

    public bool IsChain => Seed % 4 == 0;

    /// <summary>What makes the network again, and what is in it.</summary>
    public override string ToString() =>
        $"new Recipe({Seed}, {Layers}, {Percent}, {Skipped}): {(IsChain ? "a chain" : string.Join(" ", RandomGraphs.Create(Seed, Layers, Skipped).Forms))}";

    /// <summary>The groups that are to be removed.</summary>
    public ChannelGroup[] Chosen(Network network, bool protectedToo = false)
    {
        var random = new Random(Seed);
        return [.. ChannelGroups.Of(network).All.Where(g => random.Next(100) < Percent && (protectedToo || g.IsRemovable))];
    }
}

/// <summary>Checks a statement on many random networks. A failing recipe is shrunk to fewer layers and fewer groups.</summary>
internal static class Recipes
{
    /// <exception cref="Exception">The statement failed; the message has the recipe.</exception>
    public static void Hold(int tests, Action<Recipe> statement)
    {
        var gen = Gen.Zip(Gen.Choose(1, 1_000_000), Gen.Zip(Gen.Choose(0, 12), Gen.Elements(10, 30, 60, 90, 100)), (seed, rest) => new Recipe(seed, rest.Item1, rest.Item2));
        // A fixed start: the same recipes on every machine.
        var config = Config.QuickThrowOnFailure.WithMaxTest(tests).WithReplay(new Replay(new Rnd(20240607, 1234567), FSharpOption<int>.None));
        Prop.ForAll(Arb.From(gen, Smaller), statement).Check(config);
    }

    private static IEnumerable<Recipe> Smaller(Recipe recipe)
    {
        for (var layers = recipe.Skipped; layers < recipe.Layers; layers++)
            yield return recipe with { Layers = layers };
        for (var skipped = recipe.Layers; skipped > recipe.Skipped && !recipe.IsChain; skipped--)
            yield return recipe with { Skipped = skipped };
        if (recipe.Percent > 10)
            yield return recipe with { Percent = recipe.Percent / 2 };
    }
}
