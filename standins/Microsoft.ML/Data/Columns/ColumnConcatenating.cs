using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: Microsoft.ML.LoadableClass(typeof(ColumnConcatenatingTransformer), ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms
{
    public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
    {
        private readonly IHost _host;
        private readonly string _name;
        private readonly string[] _sources;

        internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
        {
            Errors.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
            if (inputColumnNames is not { Length: > 0 })
                throw new ArgumentOutOfRangeException(nameof(inputColumnNames), "Input columns not specified");
            _host = env.Register(nameof(ColumnConcatenatingEstimator));
            _name = outputColumnName;
            _sources = inputColumnNames;
        }

        public ColumnConcatenatingTransformer Fit(IDataView input)
        {
            GetOutputSchema(SchemaShape.Create(input.Schema));
            return new ColumnConcatenatingTransformer(_host, _name, _sources);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            var columns = Array.ConvertAll(_sources, inputSchema.Find);
            var first = columns[0];
            foreach (var other in columns)
                if (!other.ItemType.Equals(first.ItemType) || other.IsKey)
                    throw Errors.SchemaMismatch(nameof(inputSchema), "input", other.Name, first.ItemType.ToString()!, other.TypeText);
            var known = columns.All(c => c.Kind != SchemaShape.Column.VectorKind.VariableVector);
            var annotations = new List<SchemaShape.Column>();
            if (known && columns.Any(c => c.Kind == SchemaShape.Column.VectorKind.Scalar || c.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out _)))
                annotations.Add(new(AnnotationKinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
            if (columns.All(c => c.Annotations.TryFindColumn(AnnotationKinds.IsNormalized, out _)))
                annotations.Add(new(AnnotationKinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
            var kind = known ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.VariableVector;
            return inputSchema.With([new(_name, kind, first.ItemType, false, new SchemaShape(annotations))]);
        }
    }
}

namespace Microsoft.ML.Data
{
    /// <summary>Puts scalars and vectors of one item type together into a vector.</summary>
    public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
    {
        internal const string LoaderSignature = "ConcatTransform";
        private static readonly VersionInfo Version = new("CONCATCL", 1, LoaderSignature, Assembly.GetExecutingAssembly());

        private readonly string _name;
        private readonly string[] _sources;

        internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, string[] inputColumnNames)
            : base(env.Register(nameof(ColumnConcatenatingTransformer)))
        {
            _name = outputColumnName;
            _sources = inputColumnNames;
        }

        private protected override RowMapper MakeRowMapper(DataViewSchema schema)
        {
            var columns = Array.ConvertAll(_sources, name => schema.GetColumnOrNull(name) ?? throw Errors.ColumnNotFound("inputSchema", "input", name));
            var item = (PrimitiveDataViewType)columns[0].Type.ItemTypeOrSelf;
            foreach (var column in columns)
                if (!column.Type.ItemTypeOrSelf.Equals(item))
                    throw Errors.SchemaMismatch("inputSchema", "input", column.Name, item.ToString()!, column.Type.ToString()!);
            var output = columns is [{ Type: VectorDataViewType } only]
                ? new DataViewSchema.DetachedColumn(_name, only.Type, only.Annotations)
                : new DataViewSchema.DetachedColumn(_name, new VectorDataViewType(item, TotalSize(columns)), Annotations(columns));
            return new ColumnMapper(schema, [new(output, [.. columns.Select(c => c.Index).Distinct()],
                row => Generic.Call<Delegate>(ConcatenationGetter.Create<int>, item.RawType, row, columns))]);
        }

        private static int TotalSize(DataViewSchema.Column[] columns) =>
            columns.Any(c => c.Type is VectorDataViewType { IsKnownSize: false }) ? 0 : columns.Sum(c => (c.Type as VectorDataViewType)?.Size ?? 1);

        private static DataViewSchema.Annotations Annotations(DataViewSchema.Column[] columns)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            if (TotalSize(columns) > 0 && columns.Any(c => c.Type is not VectorDataViewType || c.HasSlotNames()))
                annotations.AddVector(AnnotationKinds.SlotNames, TextDataViewType.Instance, columns.SelectMany(SlotNames).ToArray());
            if (columns.All(c => c.IsNormalized()))
                annotations.AddNormalized();
            return annotations.ToAnnotations();
        }

        private static IEnumerable<ReadOnlyMemory<char>> SlotNames(DataViewSchema.Column column)
        {
            if (column.Type is not VectorDataViewType vector)
                return [column.Name.AsMemory()];
            if (!column.HasSlotNames())
                return new ReadOnlyMemory<char>[vector.Size];
            VBuffer<ReadOnlyMemory<char>> names = default;
            column.GetSlotNames(ref names);
            return names.DenseValues().Select(name => name.IsEmpty ? name : $"{column.Name}.{name}".AsMemory()).ToArray();
        }

        private protected override void SaveModel(ModelSaveContext ctx)
        {
            ctx.SetVersionInfo(Version);
            ctx.Writer.Write(_name);
            ctx.Writer.Write(_sources.Length);
            foreach (var source in _sources)
                ctx.Writer.Write(source);
        }

        internal static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext context)
        {
            context.Check(Version);
            var name = context.Reader.ReadString();
            var sources = Enumerable.Range(0, context.Reader.ReadInt32()).Select(_ => context.Reader.ReadString()).ToArray();
            return new ColumnConcatenatingTransformer(env, name, sources);
        }
    }
}
