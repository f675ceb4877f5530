using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>How the members of a class become columns; made from the class and its attributes, then open to changes.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition() { }

    public Column this[string columnName]
    {
        get => Find(c => c.ColumnName == columnName)
            ?? throw new ArgumentOutOfRangeException(nameof(columnName), $"Column '{columnName}' not found in the schema definition");
        set
        {
            if (columnName != value.ColumnName)
                throw new ArgumentOutOfRangeException(nameof(columnName), "Must be the column's own name.");
            var index = FindIndex(c => c.ColumnName == columnName);
            if (index < 0)
                Add(value);
            else
                base[index] = value;
        }
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        var definition = new SchemaDefinition();
        foreach (var member in TypedMember.Of(userType, direction))
            definition.Add(new Column(member.Name, member.ColumnName, member.ColumnType));
        var twice = definition.GroupBy(c => c.ColumnName).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice == null ? definition
            : throw new ArgumentOutOfRangeException(nameof(userType), $"Duplicate column name '{twice}' detected");
    }

    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    public sealed class Column
    {
        private readonly DataViewSchema.Annotations.Builder _added = new();

        internal Column(string memberName, string columnName, DataViewType columnType)
        {
            MemberName = memberName;
            ColumnName = columnName;
            ColumnType = columnType;
        }

        public string MemberName { get; }

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations => _added.ToAnnotations();

        /// <summary>Adds a value (a scalar, an array or a VBuffer) as an annotation.</summary>
        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType) =>
            _added.Add(kind, annotationType, AnnotationGetters.Create(value!, annotationType));

        internal void AddAnnotations(DataViewSchema.Annotations annotations) => _added.Add(annotations, _ => true);
    }
}
