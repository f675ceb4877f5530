using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact;

/// <summary>A scoring chain that runs ONNX Runtime in batches over a view. What it gives has the schema and the rows of the chain's own.</summary>
internal sealed class BulkScoring : IDisposable
{
    private readonly ITransformer _copy, _onnx;
    private readonly TransformerChain<ITransformer> _rest;
    private readonly string _features;
    private readonly BatchSession _session;

    private BulkScoring(ITransformer[] steps, string features, BatchSession session) =>
        (_copy, _onnx, _rest, _features, _session) = (steps[0], steps[1], new(steps[2..]), features, session);

    /// <summary>Null where the network does not take several rows at once.</summary>
    /// <param name="chain">The chain of <see cref="ScoringChain.Build"/>.</param>
    /// <param name="scoring">The network that it scores.</param>
    /// <param name="file">The network's file.</param>
    /// <param name="columns">The user's column names.</param>
    public static BulkScoring? Of(TransformerChain<ITransformer> chain, Network scoring, string file, NetworkColumns columns) =>
        BatchSession.Of(scoring, file) is { } session ? new([.. chain], columns.Features, session) : null;

    /// <summary>The scored view.</summary>
    public IDataView Transform(IDataView input) => _rest.Transform(Batches(input));

    /// <summary>The view with what the network gives.</summary>
    public IDataView Batches(IDataView input) => BatchView.Of(input, _onnx.Transform(_copy.Transform(input)), _features, _session);

    public void Dispose() => _session.Dispose();
}
