using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Transforms.Onnx;

public sealed class OnnxScoringEstimator : TrivialEstimator<OnnxTransformer>
{
    internal OnnxScoringEstimator(IHostEnvironment env, OnnxOptions options)
        : base(env.Register(nameof(OnnxScoringEstimator)), new OnnxTransformer(env, options)) { }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (var input in Transformer.Inputs)
        {
            var column = inputSchema.Find(input.Name);
            if (column.Kind == VectorKind.VariableVector)
                throw Errors.SchemaMismatch(nameof(inputSchema), "input", input.Name, "vector of known size", column.TypeText);
            if (!column.ItemType.Equals(input.ItemType))
                throw Errors.SchemaMismatch(nameof(inputSchema), "input", input.Name, input.ItemType.ToString()!, column.TypeText);
        }
        return inputSchema.With(Transformer.Outputs.Select(output => SchemaShape.Column.Of(output.Name, output.ColumnType)));
    }
}
