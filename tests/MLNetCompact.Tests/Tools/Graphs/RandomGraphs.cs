namespace MLNetCompact.Tests.Tools;

/// <summary>A network, and which special forms are in it, each as often as it is.</summary>
internal sealed record RandomGraph(Network Network, IReadOnlyList<string> Forms);

/// <summary>
/// Makes random networks of all that convolutional networks are made of, in all sorts of combinations. The same seed gives the same network, and
/// with fewer blocks what is left is the beginning, or the end, of the same network.
/// </summary>
internal sealed class RandomGraphs
{
    private const int MostHeads = 4;
    private const int MostAttempts = 10;

    /// <summary>What grows above is brought back to this size, so that rounding stays small.</summary>
    private const double Large = 12;

    private static readonly NamedBlock[] s_blocks =
        [.. LayerBlocks.All, .. ResidualBlocks.All, .. ChannelBlocks.All, .. GateBlocks.All, .. LayoutBlocks.All, .. DenseBlocks.All];

    /// <summary>The blocks, each as often as its weight says.</summary>
    private static readonly NamedBlock[] s_urn = [.. s_blocks.SelectMany(b => Enumerable.Repeat(b, b.Weight))];

    private readonly int _seed;
    private readonly GraphDraft _draft;
    private readonly List<GraphValue> _heads = [];
    private readonly List<GraphValue> _outputs = [];

    private RandomGraphs(int seed, int attempt)
    {
        _seed = unchecked(seed + attempt * 15_485_863);
        var random = new Random(seed);
        var opset = random.Next(5) < 3 ? 17 : new[] { 8, 9, 10, 11, 12, 13, 18, 20, 21, 21 }[random.Next(10)];
        _draft = new GraphDraft(seed, opset, openSizes: random.Next(5) == 0);
    }

    /// <summary>The names of all forms that networks are counted by.</summary>
    public static IReadOnlyList<string> AllForms { get; } =
        [.. s_blocks.Concat(Heads.Flat).Select(b => b.Name), .. typeof(GraphJoins).GetFields().Select(f => (string)f.GetRawConstantValue()!)];

    /// <summary>The network of that seed with so many blocks before its last layers, the first <paramref name="skipped"/> of them left out.</summary>
    public static RandomGraph Create(int seed, int blocks, int skipped = 0)
    {
        for (var attempt = 0; ; attempt++)
        {
            var graph = new RandomGraphs(seed, attempt).Make(blocks, skipped);
            if (attempt == MostAttempts || IsSteady(graph.Network))
                return graph;
        }
    }

    /// <summary>Whether rounding every value to a float makes next to no difference: otherwise no two runtimes agree, and a test learns nothing.</summary>
    private static bool IsSteady(Network network)
    {
        var inputs = RandomNetworks.Inputs(network);
        var rounded = ReferenceExecutor.Run(network, inputs, rounds: true);
        return ReferenceExecutor.Run(network, inputs).All(exact =>
            exact.Value.Values.Zip(rounded[exact.Key].Values).All(v => Math.Abs(v.First - v.Second) <= 3e-6 * Math.Max(1e-2, exact.Value.LargestMagnitude)));
    }

    private RandomGraph Make(int blocks, int skipped)
    {
        Start();
        for (var i = skipped; i < blocks; i++)
        {
            // A source of its own for every block: it does not change with what stands before it or behind.
            _draft.Random = new Random(unchecked(_seed * 1_000_003 + i));
            Extend();
        }
        _draft.Random = new Random(unchecked(_seed * 1_000_003 - 1));
        while (_heads.Count > 0)
            Finish();
        return new RandomGraph(_draft.Build(_outputs), _draft.Forms);
    }

    private void Start()
    {
        var batch = _draft.Once(8) ? 1 : Shape.Unknown;
        var count = _draft.Once(4) ? _draft.Next(2, 3) : 1;
        for (var i = 0; i < count; i++)
        {
            int[] row = _draft.Next(0, 9) switch
            {
                0 when !_draft.OpenSizes => [_draft.Next(2, 8)],
                1 when !_draft.OpenSizes => [_draft.Next(1, 4), _draft.Next(4, 10)],
                _ when _draft.OpenSizes => [_draft.Next(1, 4), -1, -1],
                // The second image is as large as the first, so that they can meet.
                _ when i > 0 && _heads[0].Rank == 4 => [_draft.Next(1, 4), .. _heads[0].Dims[2..]],
                _ => [_draft.Next(1, 4), _draft.Next(4, 8), _draft.Next(4, 8)],
            };
            _heads.Add(_draft.Input(count == 1 ? "input" : $"input{i}", row, batch));
        }
    }

    private void Extend()
    {
        var head = _draft.Random.Next(_heads.Count);
        if (_heads.Count > 1 && _draft.Once(5) && Join(head))
            return;
        if (_heads.Count < MostHeads && _draft.Once(10))
        {
            _heads.Add(_heads[head]);
            _draft.Forms.Add(GraphJoins.Fork);
        }
        if (_heads[head].Rank > 2 && _draft.Once(15))
        {
            _heads[head] = Heads.Flatten(_draft, _heads[head]);
            return;
        }
        if (_draft.Once(25) && _heads[head].Rank > 1 && _draft.Nodes.Count > 0)
            Give(_heads[head]);
        for (var tries = 0; tries < 50; tries++)
        {
            var block = s_urn[_draft.Random.Next(s_urn.Length)];
            if (block.Make(_draft, _heads[head]) is { } made)
            {
                _draft.Forms.Add(block.Name);
                _heads[head] = Tamed(made);
                return;
            }
        }
    }

    private bool Join(int head)
    {
        for (var other = 0; other < _heads.Count; other++)
        {
            if (other != head && GraphJoins.Join(_draft, _heads[head], _heads[other]) is { } joined)
            {
                _heads[head] = Tamed(joined);
                _heads.RemoveAt(other);
                return true;
            }
        }
        return false;
    }

    private void Finish()
    {
        if (_heads.Count > 1 && _draft.Once(2) && Join(_heads.Count - 1))
            return;
        Give(Heads.Finish(_draft, _heads[^1]));
        _heads.RemoveAt(_heads.Count - 1);
    }

    private void Give(GraphValue value)
    {
        if (_outputs.Any(o => o.Name == value.Name) || _draft.IsGiven(value))
            return;
        _outputs.Add(value);
        if (_outputs.Count == 2)
            _draft.Forms.Add(GraphJoins.SeveralOutputs);
    }

    /// <summary>The value brought to a size to compute with: fewer channels if there are many, normalized if it is almost constant, scaled if it is large or next to nothing.</summary>
    private GraphValue Tamed(GraphValue x)
    {
        if (x.Rank > 2 && (x.Channels > 12 || x.Features > 600))
            x = x.Features > 600 && x.Rank == 4 ? _draft.MaxPool(_draft.Conv(x, 4, 1), 2, 2) : _draft.Conv(x, 6, 1);
        if (x.Rank == 2 && x.Channels > 64)
            x = _draft.Gemm(x, 8);
        if (x.Liveliness < 0.03)
            x = _draft.BatchNorm(x);
        return x.Largest > Large ? _draft.Times(x, _draft.Number("less", 3 / x.Largest)) : x.Largest is < 0.1 and > 0 ? _draft.Times(x, _draft.Number("more", 1 / x.Largest)) : x;
    }
}
