using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Onnx;

namespace MLNetCompact;

/// <summary>
/// A trained network in an ML.NET pipeline: reads the feature column, scores with ONNX Runtime, adds the columns of its task.
/// </summary>
/// <remarks>
/// Multiclass classification adds Score (one probability per class) and PredictedLabel (a key with the label's own values, or with the numbers from 0
/// where the label's keys have none); binary classification Score (raw), Probability and PredictedLabel (Boolean); regression Score (Single);
/// a network that was compacted without labels adds its own outputs under their own names.
/// A view is scored in batches, one row after the other in its order; a PredictionEngine scores single rows. Between both a score may differ in its last digits.
/// Saved by <c>ml.Model.Save</c>, any application that has MLNetCompact.Transforms loads it with <c>ml.Model.Load</c>; no training library is needed.
/// </remarks>
public sealed class NetworkTransformer : ISingleFeaturePredictionTransformer<Network>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly NetworkColumns _columns;
    private readonly LabelColumn _label;
    private PrivateFile? _file;
    private TransformerChain<ITransformer>? _chain;
    private BulkScoring? _bulk;
    private bool _disposed;

    internal NetworkTransformer(Network network, LabelColumn label, NetworkColumns columns, Report report) =>
        (Network, _label, _columns, Report) = (network, label, columns, report);

    /// <summary>The trained network; its output is the numbers before softmax or sigmoid.</summary>
    public Network Network { get; }

    /// <summary>What each step of the fit did, layer by layer.</summary>
    public Report Report { get; }

    /// <summary>What was learned.</summary>
    public LearningTask Task => _label.Task;

    /// <inheritdoc/>
    public string FeatureColumnName => _columns.Features;

    /// <inheritdoc/>
    public DataViewType FeatureColumnType => new VectorDataViewType(NumberDataViewType.Single, RowSize);

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    Network IPredictionTransformer<Network>.Model => Network;

    private int RowSize => (int)Network.Inputs[0].Shape!.ElementsPerRow;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => For(inputSchema).GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var chain = For(input.Schema);
        return _bulk?.Transform(input) ?? chain.Transform(input);
    }

    /// <summary>What <see cref="Transform"/> scores in batches, without ML.NET's own steps behind it; null before the first <see cref="Transform"/>, and where it scores row by row.</summary>
    internal IDataView? Batches(IDataView input) => _bulk?.Batches(input);

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => ((ITransformer)For(inputSchema)).GetRowToRowMapper(inputSchema);

    /// <summary>
    /// Writes the network as an ONNX file that any ONNX runtime runs: input "Features" (images: channels first), output "Score" (class probabilities, the raw
    /// score, or the number) and, for binary classification, "Probability". An existing file is replaced only once the new one is complete.
    /// </summary>
    public void SaveOnnx(string path) => Head.Deployed(Network, Task).Save(path);

    /// <summary>Releases the scoring session and its temporary file.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _bulk?.Dispose();
            _chain?.Dispose();
            _file?.Dispose();
            _chain = null;
        }
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ICanSaveModel)Chain).Save(ctx);

    /// <summary>The chain, for a schema that it can score: ML.NET would take a vector of twice the size for two rows.</summary>
    private TransformerChain<ITransformer> For(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ScoringColumns.Refuse(inputSchema);
        var features = inputSchema.GetColumnOrNull(FeatureColumnName)
            ?? throw new ArgumentOutOfRangeException(nameof(inputSchema), $"Feature column '{FeatureColumnName}' not found. The data has {LabelColumn.Columns(inputSchema)}.");
        if (features.Type is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Single || vector.Size != RowSize)
            throw new ArgumentOutOfRangeException(nameof(inputSchema), $"Feature column '{FeatureColumnName}' is of type {features.Type}; the network reads a vector of {RowSize} Single a row.");
        return Chain;
    }

    /// <summary>The chain of ML.NET's own transformers that does the work, built when first needed.</summary>
    private TransformerChain<ITransformer> Chain
    {
        get
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (_chain is null)
                {
                    var scoring = ScoringNetwork.Make(Network, _label, _columns, Report);
                    _file = new PrivateFile(scoring.ToOnnx(new OnnxWriteOptions { ForMLNet = true }), ".onnx");
                    _chain = ScoringChain.Build(_file.Path, RowSize, _label, _columns, Network.Outputs.Select(o => o.Name));
                    _bulk = BulkScoring.Of(_chain, scoring, _file.Path, _columns);
                }
                return _chain;
            }
        }
    }
}
