using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: Microsoft.ML.LoadableClass(typeof(NormalizingTransformer), NormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Columns of real numbers, each slot brought to the scale that was learnt for it.</summary>
public sealed class NormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "Normalizer";
    private static readonly VersionInfo Version = new("NORMALZR", 1, LoaderSignature, Assembly.GetExecutingAssembly());

    private readonly SlotNormalizer[][] _slots;

    internal NormalizingTransformer(IHostEnvironment env, InputOutputColumnPair[] columns, SlotNormalizer[][] slots)
        : base(env.Register(nameof(NormalizingTransformer)), columns) => _slots = slots;

    internal static bool IsReal(DataViewType type) => type.RawType == typeof(float) || type.RawType == typeof(double);

    internal static void CheckType(DataViewSchema.Column column)
    {
        if (!IsReal(column.Type.ItemTypeOrSelf) || column.Type is VectorDataViewType { IsKnownSize: false })
            throw Errors.SchemaMismatch("inputSchema", "input", column.Name, "Single, Double or vector of known size of them", column.Type.ToString()!);
    }

    private protected override ColumnMapper.Output MakeOutput(int index, DataViewSchema.Column input)
    {
        CheckType(input);
        var slots = _slots[index];
        if (((input.Type as VectorDataViewType)?.Size ?? 1) != slots.Length)
            throw Errors.SchemaMismatch("inputSchema", "input", input.Name, $"{slots.Length} slots", input.Type.ToString()!);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddSlotNamesOf(input);
        annotations.AddNormalized();
        return new(new(Columns[index].OutputColumnName, input.Type, annotations.ToAnnotations()), [input.Index], row => Getter(row, input, slots));
    }

    private static Delegate Getter(DataViewRow row, DataViewSchema.Column column, SlotNormalizer[] slots)
    {
        if (column.Type.ItemTypeOrSelf.RawType == typeof(double))
            return Getter(row, column, slots, value => value);
        return Getter(row, column, slots, value => (float)value);
    }

    private static Delegate Getter<T>(DataViewRow row, DataViewSchema.Column column, SlotNormalizer[] slots, Func<double, T> narrow)
    {
        var read = SlotReader.Create(row, column);
        var values = new double[slots.Length];
        if (column.Type is not VectorDataViewType)
            return (ValueGetter<T>)((ref T destination) =>
            {
                read(values);
                destination = narrow(slots[0].Apply(values[0]));
            });
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
        {
            read(values);
            var editor = VBufferEditor.Create(ref destination, slots.Length);
            for (var i = 0; i < slots.Length; i++)
                editor.Values[i] = narrow(slots[i].Apply(values[i]));
            destination = editor.Commit();
        });
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx.Writer);
        foreach (var slots in _slots)
        {
            ctx.Writer.Write(slots.Length);
            foreach (var slot in slots)
            {
                ctx.Writer.Write(slot.Offset);
                ctx.Writer.Write(slot.Scale);
                ctx.Writer.Write(slot.IsCdf);
            }
        }
    }

    internal static NormalizingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.Check(Version);
        var reader = context.Reader;
        var columns = LoadColumns(reader);
        return new NormalizingTransformer(env, columns, Array.ConvertAll(columns, _ =>
        {
            var slots = new SlotNormalizer[reader.ReadInt32()];
            for (var i = 0; i < slots.Length; i++)
                slots[i] = new SlotNormalizer(reader.ReadDouble(), reader.ReadDouble(), reader.ReadBoolean());
            return slots;
        }));
    }
}
