using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>Measures sites of a network that is being compacted, beside the original one.</summary>
internal sealed class SiteMeasurement : IDisposable
{
    /// <summary>Layers that read more numbers at once are handled map by map.</summary>
    private const int MostInputs = 4608;

    /// <summary>Numbers that the moments of several sites keep at once at most.</summary>
    private const long MostAtOnce = 1 << 25;

    private readonly Network _original;
    private readonly NeuronUnifyOptions _options;
    private readonly Rows _rows;
    private readonly int _seed;
    private readonly CancellationToken _cancel;
    private readonly MatrixProducts _products = new();
    private readonly LayerMoments _moments;
    private readonly Dictionary<string, double> _streams = new(StringComparer.Ordinal);

    /// <param name="original">The network as it was.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="rows">The rows to look at.</param>
    /// <param name="seed">Decides what is drawn at random.</param>
    /// <param name="cancel">Ends it.</param>
    public SiteMeasurement(Network original, NeuronUnifyOptions options, Rows rows, int seed, CancellationToken cancel)
    {
        (_original, _options, _rows, _seed, _cancel) = (original, options, rows, seed, cancel);
        _moments = new(original, rows, seed, _products, cancel);
    }

    /// <summary>The state of a site in the network as it is now.</summary>
    public SiteState Of(Compacted compacted, UnifySite site) => Of(compacted, [site], ofStream: false).Single();

    /// <summary>The state of a site before Relus as it is now: what these make 0 anyhow counts no more.</summary>
    public SiteState OfRectified(Compacted compacted, UnifySite site) => Of(compacted, [site], ofStream: false, rectified: true).Single();

    /// <summary>The states of sites in the network as it is now, one after the other.</summary>
    /// <param name="compacted">The network.</param>
    /// <param name="sites">Its sites.</param>
    /// <param name="ofStream">Whether errors are shares of the residual stream that a layer's outputs are added to, where there is one, so that those of all layers compare.</param>
    /// <param name="gone">Units that go with those of these sites; what they would make counts no more. It may grow between one state and the next.</param>
    /// <param name="rectified">Whether outputs that a Relu makes 0 anyhow are as good as others that it does.</param>
    public IEnumerable<SiteState> Of(Compacted compacted, IReadOnlyList<UnifySite> sites, bool ofStream, IReadOnlySet<Channel>? gone = null, bool rectified = false)
    {
        var layers = sites.Select(s => _rows.Count == 0 ? [] : s.Readers.Select(r => Measured(compacted, r, rectified)).ToArray()).ToArray();
        for (var first = 0; first < sites.Count;)
        {
            // As many at once as there is room for: the network runs once for all of them.
            var (end, size) = (first, 0L);
            while (end < sites.Count && (end == first || size + layers[end].Sum(l => l.Size) <= MostAtOnce))
                size += layers[end++].Sum(l => l.Size);
            MeasuredLayer[] all = [.. layers[first..end].SelectMany(l => l)];
            var moments = all.Length == 0 ? [] : _moments.Of(compacted.Network, all);
            for (var at = 0; first < end; at += layers[first++].Length)
                yield return layers[first].Length == 0 ? Blind(compacted.Network, Without(sites[first], gone)) : State(compacted.Network, Without(sites[first], gone), moments[at..(at + layers[first].Length)], ofStream);
        }
    }

    public void Dispose() => _products.Dispose();

    /// <summary>The site whose readers do not count what makes units that go.</summary>
    private static UnifySite Without(UnifySite site, IReadOnlySet<Channel>? gone) => gone is null ? site : site with
    {
        Readers = [.. site.Readers.Select(r => r with { Scales = [.. r.Scales.Select((s, row) => gone.Contains(new(r.Node.Name, row)) ? 0 : s)] })],
    };

    /// <summary>The state of a site of which only the weights are known: pairs of filters that point alike.</summary>
    private SiteState Blind(Network network, UnifySite site)
    {
        ReaderState[] states = [.. site.Readers.Select(r =>
        {
            var units = Units(r);
            var (reader, behaviours, taps) = (r with { Bias = null }, Behaviours.Of(network, site.Units, units.Length), TapShares(network, r));
            return _options.Update == UnifyUpdate.None ? (ReaderState)new DropReader(reader, units, behaviours, taps, _products) : new PairReader(reader, units, behaviours, taps, _products);
        })];
        return new(site, states, [.. states.Select(s => s.Energy)], Order(network, site));
    }

    private MeasuredLayer Measured(Compacted compacted, LinearReader reader, bool rectified) => IsRefitted(reader)
        ? new(reader.Node, Patches.Of(compacted.Network, reader.Node)!, _original.Nodes.First(n => n.Name == reader.Node.Name), compacted.Origins.RowsOf(compacted.Network, reader.Node),
            rectified && IsRectified(compacted.Network, reader) ? Rectified.Of(reader) : null)
        : new(reader.Node, new MapSamples(reader.View, Units(reader), compacted.Network.Shapes[reader.Node.Inputs[0]]));

    private SiteState State(Network network, UnifySite site, Moments[][] moments, bool ofStream)
    {
        ReaderState[] states = [.. site.Readers.Select((r, i) => State(network, r, moments[i]))];
        return new(site, states, [.. site.Readers.Select((r, i) => ofStream ? Stream(r.Node) ?? states[i].Energy : states[i].Energy)], Order(network, site));
    }

    private ReaderState State(Network network, LinearReader reader, Moments[] moments)
    {
        if (IsRefitted(reader))
            return new RefitReader(reader, moments, _products);
        var (units, taps) = (Units(reader), TapShares(network, reader));
        return _options.Update switch
        {
            UnifyUpdate.Pairs => new PairReader(reader, units, Behaviours.Of(moments[0]), taps, _products),
            UnifyUpdate.None => new DropReader(reader, units, Behaviours.Of(moments[0]), taps, _products),
            _ => new JointReader(reader, units, Behaviours.Of(moments[0]), taps, _products),
        };
    }

    /// <summary>Whether it makes a difference that a Relu alone reads a layer; behind a normalization it would shift its statistics.</summary>
    public static bool IsRectified(Network network, LinearReader reader) => reader.HasBias && Rectified.Is(network, reader.Node);

    private bool IsRefitted(LinearReader reader) => !reader.HasMaps || (_options.Update == UnifyUpdate.LeastSquares && reader.BlockColumns * reader.View.Block <= MostInputs);

    /// <summary>The variance of the residual sum that the original layer's outputs are part of, or null where they are part of none.</summary>
    private double? Stream(Node reader)
    {
        var value = _original.Nodes.First(n => n.Name == reader.Name).Output;
        while (_original.ReadersOf(value).ToArray() is [{ Operator: BatchNormalization or Add } next])
        {
            value = next.Output;
            if (next.Operator is Add && _original.Shapes.GetValueOrDefault(value) is { Count: > 1 } shape && shape[1] != Shape.Unknown)
            {
                if (!_streams.TryGetValue(value, out var variance))
                    _streams[value] = variance = ChannelStatistics.Of(_original, [value], _rows, _cancel)[0].Variance.Sum();
                return variance > 0 ? variance : null;
            }
        }
        return null;
    }

    /// <summary>The units that may go, and behind them all other columns as units of the same size.</summary>
    private static int[][] Units(LinearReader reader)
    {
        var size = reader.Units[0].Length;
        var others = Enumerable.Range(0, reader.View.Columns).Except(reader.Units.SelectMany(u => u)).ToArray();
        return [.. reader.Units, .. others.Chunk(size).Where(c => c.Length == size)];
    }

    /// <summary>For each tap of a kernel the share of places where it reads no padding.</summary>
    private static double[] TapShares(Network network, LinearReader reader)
    {
        var patches = Patches.Of(network, reader.Node)!;
        var (ones, sample, shares) = (new float[network.Shapes[reader.Node.Inputs[0]].ElementsPerRow], new float[patches.Width], new double[reader.View.Block]);
        Array.Fill(ones, 1);
        for (var place = 0; place < patches.Places; place++)
        {
            patches.Copy(ones, 0, place, sample);
            for (var tap = 0; tap < shares.Length; tap++)
                shares[tap] += sample[tap];
        }
        return Array.ConvertAll(shares, s => s / patches.Places);
    }

    private int[]? Order(Network network, UnifySite site)
    {
        int[] units = [.. Enumerable.Range(0, site.Units.Count)];
        switch (_options.Selection)
        {
            case UnifySelection.Random:
                new Random(_seed).Shuffle(units);
                return units;
            case UnifySelection.Magnitude:
                return [.. units.OrderBy(u => Size(network, site.Units[u])).ThenBy(u => u)];
            default:
                return null;
        }
    }

    /// <summary>The norm of the weights that make a unit.</summary>
    private static double Size(Network network, ChannelGroup unit)
    {
        var squares = 0.0;
        foreach (var producer in unit.Producers)
        {
            var node = network.Nodes.First(n => n.Name == producer.Node);
            var values = network.Weights[node.Inputs[1]].Floats().ToArray();
            LinearView.Of(node, network)!.Row(producer.Index, at => squares += (double)values[at] * values[at]);
        }
        return Math.Sqrt(squares);
    }
}
