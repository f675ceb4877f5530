namespace Microsoft.ML.AutoML;

/// <summary>
/// FLOW2: a step into a random direction, and if that was no better, the step back. Steps grow with success and shrink when
/// nothing better was found in a while.
/// </summary>
internal sealed class LocalSearch
{
    private const double FirstStep = 0.1;
    private const double LastStep = 1e-4;
    private const double Factor = 1.5;

    private readonly Random _random;
    private readonly int _options;
    private double[] _best;
    private double _loss;
    private double _step;
    private int _patience;
    private double[]? _tried;

    public LocalSearch(Random random, double[] start, int options, double loss)
    {
        (_random, _best, _options, _loss) = (random, start, options, loss);
        (_step, _patience) = (FirstStep * Math.Sqrt(options), 2 * options);
    }

    public double[] Next()
    {
        _patience--;
        var back = _tried != null;
        var direction = _tried ?? Direction();
        _tried = back ? null : direction;
        return [.. _best.Zip(direction, (from, by) => Inside(back ? from - by : from + by))];
    }

    /// <summary>Whether the search is over.</summary>
    public bool Learn(double[] place, double loss)
    {
        if (loss < _loss)
        {
            (_best, _loss, _tried, _patience) = (place, loss, null, 2 * _options);
            _step = Math.Min(_step * Factor, Math.Sqrt(_options));
        }
        else if (_patience <= 0)
        {
            _patience = 2;
            _step /= Factor;
        }
        return _step < LastStep;
    }

    private double[] Direction()
    {
        var direction = new double[_best.Length];
        for (var i = 0; i < direction.Length; i++)
            direction[i] = Normal();
        var length = Math.Sqrt(direction.Sum(x => x * x));
        return Array.ConvertAll(direction, x => x * _step / length);
    }

    private double Normal()
    {
        var (u, v) = (1 - _random.NextDouble(), 1 - _random.NextDouble());
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Sin(2 * Math.PI * v);
    }

    private static double Inside(double x) => x < 0 ? 0 : x > 1 ? 0.99999999 : x;
}
