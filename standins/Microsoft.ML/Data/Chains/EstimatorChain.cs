using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Estimators fitted one after the other, each on what those before it give.</summary>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    private sealed record Link(IEstimator<ITransformer> Estimator, TransformerScope Scope, bool CacheAfter);

    private readonly Link[] _links;
    private readonly IHostEnvironment? _env;

    public readonly IEstimator<TLastTransformer> LastEstimator;

    public EstimatorChain() : this(null, []) { }

    private EstimatorChain(IHostEnvironment? env, Link[] links)
    {
        _env = env;
        _links = links;
        LastEstimator = (links.LastOrDefault()?.Estimator as IEstimator<TLastTransformer>)!;
    }

    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));
        var view = input;
        var transformers = new ITransformer[_links.Length];
        for (var i = 0; i < _links.Length; i++)
        {
            transformers[i] = _links[i].Estimator.Fit(view);
            view = transformers[i].Transform(view);
            if (_links[i].CacheAfter)
                view = new CacheView(view, []);
        }
        return new TransformerChain<TLastTransformer>(transformers, _links.Select(l => l.Scope));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        _links.Aggregate(inputSchema, (schema, link) => link.Estimator.GetOutputSchema(schema));

    public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new EstimatorChain<TNewTrans>(_env, [.. _links.Select(l => new EstimatorChain<TNewTrans>.Link(l.Estimator, l.Scope, l.CacheAfter)), new((IEstimator<ITransformer>)estimator, scope, false)]);
    }

    /// <summary>The estimators that follow read from memory.</summary>
    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        return _links.Length == 0 ? this : new EstimatorChain<TLastTransformer>(env, [.. _links[..^1], _links[^1] with { CacheAfter = true }]);
    }
}
