using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>How much worse a model gets when one feature's values are dealt out among the rows anew.</summary>
internal static class FeaturePermutation
{
    public static ImmutableArray<TResult> Importance<TModel, TMetrics, TResult>(IHostEnvironment env, ISingleFeaturePredictionTransformer<TModel> model, IDataView data,
        Func<IDataView, TMetrics> evaluate, Func<TMetrics, IReadOnlyList<TMetrics>, TResult> compare, int? examples, int permutations)
        where TModel : class
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(permutations);
        var features = data.Schema.GetColumnOrNull(model.FeatureColumnName) ?? throw Errors.ColumnNotFound(nameof(data), "feature", model.FeatureColumnName);
        if (features.Type is not VectorDataViewType { IsKnownSize: true } vector || !vector.ItemType.Equals(NumberDataViewType.Single))
            throw Errors.SchemaMismatch(nameof(data), "feature", features.Name, "vector of Single of known size", features.Type.ToString()!);

        var rows = new CacheView(examples is { } count ? new SkipTakeView(data, 0, count) : data, []);
        var values = rows.GetColumn<float[]>(features.Name).ToArray();
        var random = env.Register(nameof(FeaturePermutation)).Rand;
        var before = evaluate(model.Transform(rows));
        return [.. Enumerable.Range(0, vector.Size).Select(slot =>
        {
            var after = Enumerable.Range(0, permutations).Select(_ =>
            {
                var dealt = Array.ConvertAll(values, row => row[slot]);
                random.Shuffle(dealt);
                return evaluate(model.Transform(new MappedView(rows, new AppendingMapper(Replace(rows.Schema, features, slot, dealt)))));
            });
            return compare(before, after.ToArray());
        })];
    }

    /// <summary>The feature column with one slot taken from elsewhere, by the row's position.</summary>
    private static ColumnMapper Replace(DataViewSchema schema, DataViewSchema.Column features, int slot, float[] dealt) => new(schema,
        [new(new(features.Name, features.Type, features.Annotations), [features.Index], row =>
        {
            var getter = row.GetGetter<VBuffer<float>>(features);
            VBuffer<float> original = default;
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> destination) =>
            {
                getter(ref original);
                original.CopyToDense(ref destination);
                VBufferEditor.CreateFromBuffer(ref destination).Values[slot] = dealt[row.Position];
            });
        })]);
}
