using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Reads lines of text as rows. Empty lines do not count; fields that are missing or do not parse are missing values.</summary>
public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    private readonly Options _options;
    private readonly TextColumn[] _columns;
    private readonly DataViewSchema _schema;

    internal TextLoader(Options options, IMultiStreamSource? dataSample)
    {
        if (options.Columns is not { Length: > 0 })
            throw new ArgumentOutOfRangeException(nameof(options), "No columns are given.");
        if (options.AllowSparse)
            throw new NotSupportedException("Sparse lines cannot be read by this stand-in.");
        _options = options;
        var lines = new TextLines(options);
        var header = dataSample == null || !options.HasHeader ? null : lines.Header(dataSample);
        var fields = dataSample == null ? 0 : header?.Length ?? lines.Read(dataSample).Select(line => line.Length).FirstOrDefault();
        _columns = Array.ConvertAll(options.Columns, column => TextColumn.Create(column, fields, header, options.MissingRealsAsNaNs));
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_columns.Select(c => c.Output));
        _schema = builder.ToSchema();
    }

    public DataViewSchema GetOutputSchema() => _schema;

    public IDataView Load(IMultiStreamSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new TextView(source, new TextLines(_options), _columns, _schema, _options.MaxRows ?? long.MaxValue);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException("Loaders cannot be saved by this stand-in.");

    /// <summary>The columns of a class by its attributes.</summary>
    internal static Column[] ColumnsOf(Type type)
    {
        var members = type.GetFields(BindingFlags.Public | BindingFlags.Instance)
            .Concat<MemberInfo>(type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && p.GetIndexParameters().Length == 0));
        return [.. members.Where(m => m.GetCustomAttribute<NoColumnAttribute>() == null).Select(ColumnOf)];
    }

    private static Column ColumnOf(MemberInfo info)
    {
        var load = info.GetCustomAttribute<LoadColumnAttribute>()
            ?? throw new InvalidOperationException($"{(info is FieldInfo ? "Field" : "Property")} '{info.Name}' is missing the {nameof(LoadColumnAttribute)} attribute");
        var member = TypedMember.Of(info.DeclaringType!, info.Name);
        var ranges = load.Sources.Select(s => new Range(s.Min, s.Max) { ForceVector = member.IsVector }).ToArray();
        var kind = Enum.GetValues<DataKind>().First(k => k.ToType().RawType == member.ItemType.RawType);
        var keyCount = member.ColumnType.ItemTypeOrSelf is KeyDataViewType key ? new KeyCount(key.Count) : null;
        return new Column(member.ColumnName, kind, ranges, keyCount);
    }
}
