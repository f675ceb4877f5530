using MLNetCompact.Operators;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MLNetCompact;

/// <summary>Where the windows of a pooling lie on maps of a given size.</summary>
internal sealed class TorchWindows
{
    private readonly Pooling _pool;
    private readonly long[] _size;
    private readonly IReadOnlyList<int> _pads;

    private TorchWindows(Pooling pool, Shape input, Shape output)
    {
        var axes = pool.Kernel.Count;
        (_pool, _size, _pads) = (pool, [.. input.Skip(2)], pool.PadsFor(input)!);
        Count = [.. output.Skip(2)];
        Before = [.. _pads.Take(axes).Select(p => (long)p)];
        // With ceil_mode the last window may reach beyond the padding.
        After = [.. Enumerable.Range(0, axes).Select(a => Math.Max(_pads[axes + a], End(a) - _size[a]))];
    }

    /// <summary>How many windows there are along each dimension.</summary>
    public long[] Count { get; }

    /// <summary>The pixels that windows reach before each dimension.</summary>
    public long[] Before { get; }

    /// <summary>The pixels that windows reach behind each dimension.</summary>
    public long[] After { get; }

    /// <summary>Whether the windows lie side by side and fill the maps.</summary>
    public bool AreSideBySide => Before.Concat(After).All(p => p == 0) && _pool.Dilations.All(d => d == 1)
        && _pool.Strides.SequenceEqual(_pool.Kernel) && Enumerable.Range(0, _size.Length).All(a => _size[a] == Count[a] * _pool.Kernel[a]);

    public static TorchWindows Of(Pooling pool, TorchInputs inputs)
    {
        var input = new Shape(inputs[0].shape);
        return new(pool, input, pool.InferShapes(new(inputs.Node, [input], inputs.Network))[0]!);
    }

    /// <summary>The sum over each window: along one dimension after the other, a tap at a time.</summary>
    public Tensor Sum(Tensor x)
    {
        if (Before.Concat(After).Any(p => p > 0))
            x = F.pad(x, TorchShaping.LastFirst(Before, After), PaddingModes.Constant, 0);
        for (var axis = 0; axis < Count.Length; axis++)
        {
            var sum = Tap(x, axis, 0);
            for (var tap = 1; tap < _pool.Kernel[axis]; tap++)
                sum = tap == 1 ? sum.add(Tap(x, axis, tap)) : sum.add_(Tap(x, axis, tap));
            x = sum;
        }
        return x;
    }

    /// <summary>How many pixels each window along a dimension has.</summary>
    /// <param name="axis">The dimension, from 0 for the first behind the channels.</param>
    /// <param name="withPadding">Whether pixels of the padding count; those beyond it never do.</param>
    public float[] Counts(int axis, bool withPadding)
    {
        var (first, end) = withPadding ? (-Before[axis], _size[axis] + _pads[Count.Length + axis]) : (0, _size[axis]);
        return [.. Enumerable.Range(0, (int)Count[axis]).Select(window => (float)Enumerable.Range(0, _pool.Kernel[axis])
            .Count(tap => window * (long)_pool.Strides[axis] - Before[axis] + tap * (long)_pool.Dilations[axis] is var at && at >= first && at < end))];
    }

    /// <summary>The shape of numbers that go along a dimension of the windows.</summary>
    public long[] Along(int axis) => [.. Count.Select((count, i) => i == axis ? count : 1)];

    /// <summary>Where the last window along a dimension ends.</summary>
    private long End(int axis) => (Count[axis] - 1) * _pool.Strides[axis] - _pads[axis] + Window.Reach(_pool.Kernel[axis], _pool.Dilations[axis]);

    private Tensor Tap(Tensor x, int axis, int tap)
    {
        var start = tap * (long)_pool.Dilations[axis];
        return x.slice(2 + axis, start, start + (Count[axis] - 1) * _pool.Strides[axis] + 1, _pool.Strides[axis]);
    }
}
