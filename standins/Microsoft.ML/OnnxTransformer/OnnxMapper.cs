using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>A model over the columns of a schema: checked once, then run for each row.</summary>
internal sealed class OnnxMapper : RowMapper
{
    private const string OutputSuffix = ".output";

    private readonly OnnxTransformer _parent;
    private readonly (DataViewSchema.Column Column, long[] Shape)[] _inputs;

    public OnnxMapper(OnnxTransformer parent, DataViewSchema inputSchema) : base(inputSchema)
    {
        _parent = parent;
        _inputs = [.. parent.Inputs.Select(node => Bind(node, inputSchema))];
        Outputs = [.. parent.Outputs.Select(Output)];
    }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public override IEnumerable<int> InputsOf(int output) => _inputs.Select(i => i.Column.Index);

    public override Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> active, out Action? dispose)
    {
        var outputs = Enumerable.Range(0, Outputs.Count).Where(active).ToArray();
        var getters = new Delegate?[Outputs.Count];
        dispose = null;
        if (outputs.Length == 0)
            return getters;
        var runner = new Runner(_parent, input, _inputs, [.. outputs.Select(i => _parent.Outputs[i].Name)]);
        dispose = runner.Dispose;
        for (var i = 0; i < outputs.Length; i++)
        {
            var position = i;
            getters[outputs[i]] = OnnxTensors.Getter(_parent.Outputs[outputs[i]], () => runner.Result(position));
        }
        return getters;
    }

    private static (DataViewSchema.Column, long[]) Bind(OnnxNode node, DataViewSchema schema)
    {
        var column = schema.GetColumnOrNull(node.Name) ?? throw Errors.ColumnNotFound("inputSchema", "input", node.Name);
        if (column.Type is VectorDataViewType { IsKnownSize: false })
            throw new InvalidOperationException("Variable length input columns not supported");
        if (!column.Type.ItemTypeOrSelf.Equals(node.ItemType))
            throw Errors.SchemaMismatch("inputSchema", "input", node.Name, node.ItemType.ToString()!, column.Type.ToString()!);
        if (column.Type is not VectorDataViewType vector)
            return (column, [1, 1]);
        var known = node.Shape.Where(d => d > 0).Aggregate(1, (product, d) => product * d);
        if (vector.Size % known != 0)
            throw new InvalidOperationException($"Input shape mismatch: Input '{node.Name}' has shape {string.Join(",", node.Shape)}, but input data is of length {vector.Size}.");
        if (node.Shape.Count(d => d == 0) > 1)
            throw new InvalidOperationException($"Input '{node.Name}' has more than one unknown dimension.");
        return (column, [.. node.Shape.Select(d => (long)(d > 0 ? d : vector.Size / known))]);
    }

    private DataViewSchema.DetachedColumn Output(OnnxNode node)
    {
        var name = node.Name.EndsWith(OutputSuffix, StringComparison.Ordinal) ? node.Name[..^OutputSuffix.Length] : node.Name;
        var annotations = new DataViewSchema.Annotations.Builder();
        if (_parent.Model.SlotNames(name) is { } slots)
            annotations.AddVector(AnnotationKinds.SlotNames, TextDataViewType.Instance, Array.ConvertAll(slots, s => s.AsMemory()));
        return new DataViewSchema.DetachedColumn(name, node.ColumnType, annotations.ToAnnotations());
    }

    /// <summary>Runs the model when the row has moved on, and keeps what came out until then. One for each cursor.</summary>
    private sealed class Runner : IDisposable
    {
        private readonly OnnxTransformer _parent;
        private readonly DataViewRow _row;
        private readonly string[] _inputNames;
        private readonly string[] _outputNames;
        private readonly OnnxTensors.Feed[] _feeds;
        private readonly OrtValue[] _values;
        private readonly RunOptions _options = new();
        private IDisposableReadOnlyCollection<OrtValue>? _results;
        private long _position = -1;

        public Runner(OnnxTransformer parent, DataViewRow row, (DataViewSchema.Column Column, long[] Shape)[] inputs, string[] outputNames)
        {
            _parent = parent;
            _row = row;
            _inputNames = [.. parent.Inputs.Select(i => i.Name)];
            _outputNames = outputNames;
            _feeds = Array.ConvertAll(inputs, i => OnnxTensors.CreateFeed(row, i.Column, i.Shape));
            _values = Array.ConvertAll(_feeds, f => f.Value);
        }

        public OrtValue Result(int output)
        {
            if (_results == null || _row.Position != _position)
            {
                foreach (var feed in _feeds)
                    feed.Fill();
                _results?.Dispose();
                _results = null;
                _results = _parent.Model.Run(_options, _inputNames, _values, _outputNames);
                _position = _row.Position;
            }
            return _results.ElementAt(output);
        }

        public void Dispose()
        {
            _results?.Dispose();
            foreach (var value in _values)
                value.Dispose();
            _options.Dispose();
        }
    }
}
