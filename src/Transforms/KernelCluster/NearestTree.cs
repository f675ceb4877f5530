using System.Numerics;
using System.Runtime.CompilerServices;

namespace MLNetCompact;

/// <summary>
/// Finds the nearest of many points of few dimensions: a k-d tree (Friedman, Bentley and Finkel 1977) whose leaves are looked through many points at once.
/// </summary>
internal sealed class NearestTree
{
    private static readonly int s_leaf = 8 * Vector<float>.Count;

    private readonly float[] _points;
    private readonly int _dimensions;
    private readonly Node[] _nodes;

    // Leaf after leaf, in each dimension after dimension; places that no point fills are infinitely far.
    private readonly float[] _leaves;
    private readonly int[] _numbers;

    /// <param name="points">The points, one after the other; at least one.</param>
    /// <param name="dimensions">The numbers of each.</param>
    public NearestTree(float[] points, int dimensions)
    {
        (_points, _dimensions) = (points, dimensions);
        var (nodes, leaves, numbers) = (new List<Node>(), new List<float>(), new List<int>());
        Grow([.. Enumerable.Range(0, points.Length / dimensions)], nodes, leaves, numbers);
        (_nodes, _leaves, _numbers) = ([.. nodes], [.. leaves], [.. numbers]);
    }

    /// <summary>The nearest to a point, and the squared distance.</summary>
    /// <param name="point">The point.</param>
    /// <param name="guess">One that may well be the nearest; it is the answer where none is nearer.</param>
    public (int Number, float Squared) Nearest(ReadOnlySpan<float> point, int guess)
    {
        Span<float> offsets = stackalloc float[_dimensions];
        offsets.Clear();
        var squared = 0f;
        for (var d = 0; d < point.Length; d++)
        {
            var difference = _points[guess * _dimensions + d] - point[d];
            squared = MathF.FusedMultiplyAdd(difference, difference, squared);
        }
        var best = new Best { Number = guess, Squared = squared };
        Visit(0, point, 0, offsets, ref best);
        return (best.Number, best.Squared);
    }

    /// <param name="node">Where to look.</param>
    /// <param name="point">The point.</param>
    /// <param name="squared">How far the node is at least, squared.</param>
    /// <param name="offsets">How far it is at least in each dimension.</param>
    /// <param name="best">The nearest so far.</param>
    private void Visit(int node, ReadOnlySpan<float> point, float squared, Span<float> offsets, ref Best best)
    {
        var own = _nodes[node];
        if (own.Right < 0)
        {
            Look(own.Dimension, point, ref best);
            return;
        }
        var offset = point[own.Dimension] - own.Border;
        Visit(offset < 0 ? node + 1 : own.Right, point, squared, offsets, ref best);
        var before = offsets[own.Dimension];
        var beyond = squared - before * before + offset * offset;
        if (!(beyond < best.Squared))
            return;
        offsets[own.Dimension] = offset;
        Visit(offset < 0 ? own.Right : node + 1, point, beyond, offsets, ref best);
        offsets[own.Dimension] = before;
    }

    /// <summary>Looks through a leaf, four vectors at a time: none of their sums waits for another.</summary>
    private void Look(int leaf, ReadOnlySpan<float> point, ref Best best)
    {
        var width = Vector<float>.Count;
        var (nearest, places) = (new Vector<float>(best.Squared), new Vector<int>(-1));
        for (var place = 0; place < s_leaf; place += 4 * width)
        {
            ref var values = ref _leaves[leaf * s_leaf * _dimensions + place];
            var (first, second, third, fourth) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            for (var d = 0; d < point.Length; d++)
            {
                var (own, at) = (new Vector<float>(point[d]), (nuint)(d * s_leaf));
                Add(ref first, Vector.LoadUnsafe(ref values, at) - own);
                Add(ref second, Vector.LoadUnsafe(ref values, at + (nuint)width) - own);
                Add(ref third, Vector.LoadUnsafe(ref values, at + (nuint)(2 * width)) - own);
                Add(ref fourth, Vector.LoadUnsafe(ref values, at + (nuint)(3 * width)) - own);
            }
            Keep(first, place, ref nearest, ref places);
            Keep(second, place + width, ref nearest, ref places);
            Keep(third, place + 2 * width, ref nearest, ref places);
            Keep(fourth, place + 3 * width, ref nearest, ref places);
        }
        for (var lane = 0; lane < width; lane++)
        {
            if (places[lane] >= 0 && nearest[lane] < best.Squared)
                (best.Squared, best.Number) = (nearest[lane], _numbers[leaf * s_leaf + places[lane] + lane]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref Vector<float> squared, Vector<float> difference) => squared = Vector.FusedMultiplyAdd(difference, difference, squared);

    /// <summary>Keeps what is nearer, and the place that it is from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(Vector<float> squared, int place, ref Vector<float> nearest, ref Vector<int> places)
    {
        var nearer = Vector.LessThan(squared, nearest);
        (nearest, places) = (Vector.ConditionalSelect(nearer, squared, nearest), Vector.ConditionalSelect(nearer, new Vector<int>(place), places));
    }

    /// <summary>Adds a node of those points: its left branch follows it at once.</summary>
    private void Grow(int[] numbers, List<Node> nodes, List<float> leaves, List<int> places)
    {
        var at = nodes.Count;
        if (numbers.Length <= s_leaf)
        {
            nodes.Add(new(places.Count / s_leaf, 0, -1));
            for (var d = 0; d < _dimensions; d++)
            {
                for (var place = 0; place < s_leaf; place++)
                    leaves.Add(place < numbers.Length ? _points[numbers[place] * _dimensions + d] : float.PositiveInfinity);
            }
            places.AddRange(numbers);
            places.AddRange(new int[s_leaf - numbers.Length]);
            return;
        }
        var widest = Widest(numbers);
        Array.Sort(Array.ConvertAll(numbers, n => _points[n * _dimensions + widest]), numbers);
        var half = numbers.Length / 2;
        var border = _points[numbers[half] * _dimensions + widest];
        nodes.Add(default);
        Grow(numbers[..half], nodes, leaves, places);
        nodes[at] = new(widest, border, nodes.Count);
        Grow(numbers[half..], nodes, leaves, places);
    }

    /// <summary>The dimension in which points are spread most.</summary>
    private int Widest(int[] numbers)
    {
        var (widest, width) = (0, -1f);
        for (var d = 0; d < _dimensions; d++)
        {
            var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
            foreach (var number in numbers)
            {
                var value = _points[number * _dimensions + d];
                (least, most) = (Math.Min(least, value), Math.Max(most, value));
            }
            if (most - least > width)
                (widest, width) = (d, most - least);
        }
        return widest;
    }

    private struct Best
    {
        public int Number;
        public float Squared;
    }

    /// <param name="Dimension">The dimension in which the branches differ; of a leaf its number.</param>
    /// <param name="Border">The left branch is below or at it, the right one above or at it.</param>
    /// <param name="Right">The node of the right branch, or -1 for a leaf.</param>
    private readonly record struct Node(int Dimension, float Border, int Right);
}
