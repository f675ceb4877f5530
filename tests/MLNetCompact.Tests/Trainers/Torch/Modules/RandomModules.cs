using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace MLNetCompact.Tests;

/// <summary>Random models: convolutions and what goes with them, then dense layers, some of them in a Sequential inside.</summary>
internal sealed class RandomModules
{
    private readonly Random _random;
    private readonly List<Layer> _layers = [];
    private long[] _row;

    private RandomModules(int seed)
    {
        _random = new Random(seed);
        _row = Chance(3) ? [_random.Next(1, 9)] : Chance(3) ? [_random.Next(1, 4), _random.Next(6, 14)] : [_random.Next(1, 4), _random.Next(6, 12), _random.Next(6, 12)];
    }

    public static (TorchSharp.Modules.Sequential Model, int[] Row) Make(int seed)
    {
        manual_seed(seed);
        var made = new RandomModules(seed);
        int[] row = [.. made._row.Select(d => (int)d)];
        for (var i = made._random.Next(1, 7); i > 0 && made._row.Length > 1; i--)
            made.Map();
        if (made._row.Length > 1 && made.Chance(2))
            made.Add(made._row.Length == 3 ? AdaptiveAvgPool2d(1) : AdaptiveAvgPool1d(1), [made._row[0], .. Enumerable.Repeat(1L, made._row.Length - 1)]);
        if (made._row.Length > 1)
            made.Add(Flatten(), made._row.Aggregate(1L, (product, d) => product * d));
        for (var i = made._random.Next(1, 4); i > 0; i--)
            made.Dense();
        if (made.Chance(3))
            made.Add(made.Chance(2) ? Softmax(1) : LogSoftmax(-1), made._row);
        return (ModuleCases.Trained(made.Nested(), made._random), row);
    }

    private void Map()
    {
        var (channels, images) = (_row[0], _row.Length == 3);
        switch (_random.Next(6))
        {
            case 0 or 1 when _row.Skip(1).All(size => size >= 3):
                var (filters, stride, pad) = (_random.Next(1, 6), _random.Next(1, 3), _random.Next(0, 2));
                long[] sizes = [.. _row.Skip(1).Select(size => (size + 2 * pad - 3) / stride + 1)];
                Add(images ? Conv2d(channels, filters, 3, stride, pad) : Conv1d(channels, filters, 3, stride, pad), [filters, .. sizes]);
                break;
            case 2:
                Add(images ? BatchNorm2d(channels) : BatchNorm1d(channels), _row);
                break;
            case 3 when _row.Skip(1).All(size => size >= 4):
                Layer pool = Chance(2) ? images ? MaxPool2d(2) : MaxPool1d(2) : images ? AvgPool2d(2) : AvgPool1d(2);
                Add(pool, [channels, .. _row.Skip(1).Select(size => size / 2)]);
                break;
            case 4:
                Add(images && Chance(2) ? Dropout2d() : Dropout(0.3), _row);
                break;
            default:
                Activation();
                break;
        }
    }

    private void Dense()
    {
        var neurons = _random.Next(1, 9);
        Add(Linear(_row[0], neurons, Chance(2)), neurons);
        if (Chance(2))
            Add(BatchNorm1d(neurons), neurons);
        if (Chance(2))
            Activation();
    }

    private void Activation() => Add(_random.Next(10) switch
    {
        0 => ReLU6(), 1 => LeakyReLU(0.1), 2 => ELU(), 3 => SiLU(), 4 => GELU(), 5 => Tanh(), 6 => Hardswish(), 7 => Identity(), 8 => Sigmoid(), _ => ReLU(Chance(2)),
    }, _row);

    private void Add(Layer layer, params long[] row)
    {
        _layers.Add(layer);
        _row = row;
    }

    /// <summary>The layers in a Sequential, some that follow one another in one of their own, with names or without.</summary>
    private TorchSharp.Modules.Sequential Nested()
    {
        var parts = new List<Layer>();
        for (var i = 0; i < _layers.Count;)
        {
            var count = Chance(3) ? _random.Next(1, 4) : 0;
            var inside = _layers.Skip(i).Take(count).ToArray();
            parts.Add(count == 0 ? _layers[i] : Chance(2) ? Sequential(inside) : Sequential(Sequential(inside), Identity()));
            i += Math.Max(1, count);
        }
        return Chance(2) ? Sequential(parts) : Sequential(parts.Select((part, i) => ($"part{i}", part)));
    }

    private bool Chance(int of) => _random.Next(of) == 0;
}
