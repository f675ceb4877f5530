using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact;

/// <summary>What an estimator says it will add to a schema, before any data is there.</summary>
internal static class SchemaPromise
{
    /// <exception cref="ArgumentOutOfRangeException">The label or feature column is missing or of a wrong kind.</exception>
    public static SchemaShape Of(MLContext ml, SchemaShape input, NetworkColumns columns, Network network, bool needsLabel)
    {
        ScoringColumns.Refuse(input.Select(c => c.Name));
        var features = Find(input, columns.Features, "Feature");
        if (features.Kind != SchemaShape.Column.VectorKind.Vector || features.ItemType != NumberDataViewType.Single)
            throw new ArgumentOutOfRangeException(nameof(input), $"Feature column '{columns.Features}' is {features.Kind} of {features.ItemType}; expected a vector of Single of known size.");
        if (columns.ExampleWeight is { } weight && Find(input, weight, "Example weight") is var found && (found.Kind != SchemaShape.Column.VectorKind.Scalar || found.ItemType != NumberDataViewType.Single))
            throw new ArgumentOutOfRangeException(nameof(input), $"Example weight column '{weight}' is {found.Kind} of {found.ItemType}; expected Single.");
        if (LabelColumn.IsOptional(columns.Label, needsLabel) && input.All(c => c.Name != columns.Label))
            return network.Outputs.Aggregate(input, (shape, output) => Shape<Unlabelled>(ml, shape, definition => Column(definition, nameof(Unlabelled.Output), output.Name, Type(network, output))));
        var label = Find(input, columns.Label, "Label");
        var task = label.Kind != SchemaShape.Column.VectorKind.Scalar ? null
            : label.IsKey ? LearningTask.MulticlassClassification
            : label.ItemType == BooleanDataViewType.Instance ? LearningTask.BinaryClassification
            : label.ItemType == NumberDataViewType.Single ? LearningTask.Regression : (LearningTask?)null;
        return task switch
        {
            LearningTask.MulticlassClassification => Shape<Multiclass>(ml, input, definition =>
            {
                var outputs = Math.Max(2, NetworkShape.Outputs(network) ?? 2);
                var score = Column(definition, nameof(Multiclass.Score), columns.Score, new VectorDataViewType(NumberDataViewType.Single, 1, outputs));
                if (label.Annotations.Any(a => a.Name == KeyValues.Kind) && ScoringNetwork.CanNameClasses(network))
                    KeyValues.Unknown(TextDataViewType.Instance, outputs).Annotate(score, "SlotNames");
                var predicted = Column(definition, nameof(Multiclass.PredictedLabel), columns.PredictedLabel, new KeyDataViewType(typeof(uint), outputs));
                Values(label, outputs).Annotate(predicted, KeyValues.Kind);
            }),
            LearningTask.BinaryClassification => Shape<Binary>(ml, input, definition =>
            {
                Column(definition, nameof(Binary.PredictedLabel), columns.PredictedLabel, BooleanDataViewType.Instance);
                Column(definition, nameof(Binary.Score), columns.Score, NumberDataViewType.Single);
                Column(definition, nameof(Binary.Probability), columns.Probability, NumberDataViewType.Single);
            }),
            LearningTask.Regression => Shape<Regression>(ml, input, definition => Column(definition, nameof(Regression.Score), columns.Score, NumberDataViewType.Single)),
            _ => throw new ArgumentOutOfRangeException(nameof(input), $"Label column '{columns.Label}' is {label.Kind} of {label.ItemType}; expected a key (use MapValueToKey), Boolean or Single."),
        };
    }

    private static SchemaShape.Column Find(SchemaShape input, string name, string role) =>
        input.Where(c => c.Name == name).Cast<SchemaShape.Column?>().LastOrDefault()
        ?? throw new ArgumentOutOfRangeException(nameof(input), $"{role} column '{name}' not found. The data has {string.Join(", ", input.Select(c => $"'{c.Name}'"))}.");

    /// <summary>Key values of the label's type; which ones they are is known after fitting only.</summary>
    private static KeyValues Values(SchemaShape.Column label, int count)
    {
        var type = label.Annotations.Where(a => a.Name == KeyValues.Kind).Select(a => a.ItemType).FirstOrDefault();
        return KeyValues.Unknown(type as PrimitiveDataViewType ?? NumberDataViewType.UInt32, count);
    }

    private static SchemaDefinition.Column Column(SchemaDefinition definition, string member, string name, DataViewType type)
    {
        var column = definition[member];
        (column.ColumnName, column.ColumnType) = (name, type);
        return column;
    }

    /// <summary>Columns of a schema shape cannot be made outside ML.NET; a mapping that does nothing makes them for us.</summary>
    private static SchemaShape Shape<T>(MLContext ml, SchemaShape input, Action<SchemaDefinition> define) where T : class, new()
    {
        var definition = SchemaDefinition.Create(typeof(T));
        define(definition);
        return ml.Transforms.CustomMapping<Nothing, T>((_, _) => { }, null, null, definition).GetOutputSchema(input);
    }

    /// <summary>The type that ML.NET gives an output of ONNX Runtime: a dimension that is not known is 1.</summary>
    private static VectorDataViewType Type(Network network, NetworkValue output) =>
        new(NumberDataViewType.Single, (network.Shapes.GetValueOrDefault(output.Name) ?? output.Shape ?? new Shape(1)).Select(d => (int)Math.Max(1, d)).ToArray());

    private sealed class Unlabelled
    {
        public VBuffer<float> Output { get; set; }
    }

    private sealed class Nothing;

    private sealed class Multiclass
    {
        public VBuffer<float> Score { get; set; }

        public uint PredictedLabel { get; set; }
    }

    private sealed class Binary
    {
        public bool PredictedLabel { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }

    private sealed class Regression
    {
        public float Score { get; set; }
    }
}
