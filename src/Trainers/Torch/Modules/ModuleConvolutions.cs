using MLNetCompact.Operators;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>Reads convolutions.</summary>
/// <remarks>
/// A convolution is linear in its weights: the gradient of one output with respect to the weights is the input that they meet. With the place of each input as its
/// number, it tells where every tap reads, whatever the weights are; 0 where it reads padding.
/// </remarks>
internal static class ModuleConvolutions
{
    /// <summary>After so many sizes at which the inside fits and the border does not, the padding is no zeros.</summary>
    private const int MostBorders = 3;

    public static void Read(ModuleStep step)
    {
        var (weight, bias) = (step.Leaf.Weight("weight")!, step.Leaf.Weight("bias"));
        var windows = Enumerable.Range(0, weight.Shape.Count - 2).Select(axis => Measure(step, axis, weight.Shape)).ToArray();
        step.Graph.Add(step.Path, new Conv
        {
            Kernel = [.. windows.Select(w => w.Kernel)],
            Strides = [.. windows.Select(w => w.Stride)],
            Pads = ModuleWindow.Pads(windows),
            Dilations = [.. windows.Select(w => w.Dilation)],
            Group = (int)(step.Read.Dims[1] / weight.Shape[1]),
        }, weight, bias);
    }

    private static ModuleWindow Measure(ModuleStep step, int axis, Shape weight)
    {
        var tensor = step.Leaf.Parameter("weight")!;
        var frozen = !tensor.requires_grad;
        if (frozen)
            tensor.requires_grad = true;
        try
        {
            var borders = 0;
            var others = step.Read.Dims.Where((_, i) => i != 0 && i != 2 + axis).Aggregate(1L, (product, d) => product * d);
            foreach (var size in ModuleWindow.Sizes(step.Read.Dims[2 + axis], others))
            {
                using var scope = NewDisposeScope();
                using var gradients = enable_grad();
                var taps = new Taps(step, axis, size, tensor, weight);
                if (taps.Inside() is not { } window)
                    continue;
                if (taps.Fit(window))
                    return window;
                if (++borders == MostBorders)
                    throw new NotSupportedException($"{step.Leaf} pads with other numbers than zeros; expected padding_mode Zeros.");
            }
            throw new NotSupportedException($"{step.Leaf}: its stride, padding and dilation along dimension {2 + axis} cannot be measured; do its windows see the rows at all?");
        }
        finally
        {
            if (frozen)
                tensor.requires_grad = false;
        }
    }

    /// <summary>What the taps of a convolution read along one dimension of a given size.</summary>
    private sealed class Taps
    {
        private const int Padding = -1;

        private readonly Dictionary<long, int[]> _seen = [];
        private readonly Tensor _weight;
        private readonly (Tensor Places, Tensor Ones) _made;
        private readonly int _axis;
        private readonly long _size;
        private readonly int _kernel;
        private readonly int _inner;

        public Taps(ModuleStep step, int axis, long size, Tensor weight, Shape shape)
        {
            (_weight, _axis, _size, _kernel) = (weight, axis, size, (int)shape[2 + axis]);
            _inner = (int)shape.Skip(3 + axis).Aggregate(1L, (product, d) => product * d);
            long[] dims = [1, .. step.Read.Dims[1..]];
            dims[2 + axis] = size;
            _made = (Run(place => place + 1), Run(_ => 1));
            Rows = _made.Ones.shape[2 + axis];

            Tensor Run(Func<long, float> number) => step.Leaf.Module.forward(step.Run.Tensor(ModuleValue.Along(2 + axis, number, dims)));
        }

        private long Rows { get; }

        /// <summary>The window that two neighbouring rows in the middle show; null where they show too little.</summary>
        public ModuleWindow? Inside()
        {
            var middle = (Rows - 1) / 2;
            if (Rows < 2)
                return null;
            var (first, second) = (Of(middle), Of(middle + 1));
            var seen = Enumerable.Range(0, _kernel).Where(k => first[k] != Padding && second[k] != Padding).ToArray();
            if (seen.Length == 0 || (seen.Length < 2 && _kernel > 1))
                return null;
            var stride = second[seen[0]] - first[seen[0]];
            var dilation = _kernel == 1 ? 1 : (first[seen[^1]] - first[seen[0]]) / (seen[^1] - seen[0]);
            var before = middle * stride + (long)seen[0] * dilation - first[seen[0]];
            if (stride < 1 || dilation < 1 || before is < 0 or > int.MaxValue)
                return null;
            var window = new ModuleWindow(_kernel, stride, (int)before, (int)before, dilation);
            if (window.Count(_size) == Rows)
                return window;
            // Unequal sides: as much behind as the last row needs.
            var behind = (Rows - 1) * stride + window.Reach - _size - before;
            return behind is < 0 or > int.MaxValue ? null : window with { Behind = (int)behind };
        }

        /// <summary>Whether the window tells what the first rows, the last, and those in the middle read.</summary>
        public bool Fit(ModuleWindow window)
        {
            long[] rows = [0, (Rows - 1) / 2, (Rows - 1) / 2 + 1, Rows - 1];
            return rows.Distinct().All(row => Of(row).Select((place, tap) => (place, tap))
                .All(t => window.Place(row, t.tap) is var expected && t.place == (expected >= 0 && expected < _size ? expected : Padding)));
        }

        /// <summary>The place that each tap of a row reads.</summary>
        private int[] Of(long row)
        {
            if (_seen.TryGetValue(row, out var known))
                return known;
            // Summed over the outputs of the row, places are seen as often as ones.
            var (places, ones) = (Gradient(_made.Places, row), Gradient(_made.Ones, row));
            var taps = _seen[row] = new int[_kernel];
            Array.Fill(taps, Padding);
            // The outputs are of the first filter.
            for (var i = 0; i < places.Length / _weight.shape[0]; i++)
            {
                if (ones[i] != 0)
                    taps[i / _inner % _kernel] = (int)MathF.Round(places[i] / ones[i]) - 1;
            }
            return taps;
        }

        /// <summary>The gradient of the sum of a row of the first filter with respect to the weights.</summary>
        private float[] Gradient(Tensor made, long row)
        {
            var dims = made.shape;
            var chosen = ModuleValue.Along(2 + _axis, place => place == row ? 1 : 0, [1, 1, .. dims[2..]]).Values;
            var all = new float[dims.Aggregate(1L, (product, d) => product * d)];
            chosen.CopyTo(all, 0);
            return TorchTensors.Floats(autograd.grad([made], [_weight], [TorchTensors.Of(all, dims, made.device)], retain_graph: true)[0].contiguous());
        }
    }
}
