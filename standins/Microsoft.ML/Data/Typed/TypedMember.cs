using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>A public field or property of a row class, and the column it is by its type and attributes.</summary>
internal sealed class TypedMember
{
    private readonly MemberInfo _member;

    private TypedMember(MemberInfo member)
    {
        _member = member;
        Type = member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;
        ColumnName = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
        IsVector = Type.IsArray || Type.IsGenericType && Type.GetGenericTypeDefinition() == typeof(VBuffer<>);
        var item = !IsVector ? Type : Type.IsArray ? Type.GetElementType()! : Type.GetGenericArguments()[0];
        ItemType = DataKinds.FromRaw(item)
            ?? throw new ArgumentOutOfRangeException("rawType", $"Could not determine an IDataView type for member {member.Name}");
        ColumnType = DeclaredType();
    }

    public string Name => _member.Name;

    public string ColumnName { get; }

    /// <summary>The member's .NET type.</summary>
    public Type Type { get; }

    public bool IsVector { get; }

    public PrimitiveDataViewType ItemType { get; }

    public DataViewType ColumnType { get; }

    public static IEnumerable<TypedMember> Of(Type type, SchemaDefinition.Direction direction)
    {
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;
        var properties = type.GetProperties(Public).Where(p => p.GetIndexParameters().Length == 0
            && (!direction.HasFlag(SchemaDefinition.Direction.Read) || p.GetGetMethod() != null)
            && (!direction.HasFlag(SchemaDefinition.Direction.Write) || p.GetSetMethod() != null));
        return type.GetFields(Public).Concat<MemberInfo>(properties)
            .Where(m => m.GetCustomAttribute<NoColumnAttribute>() == null)
            .Select(m => new TypedMember(m));
    }

    public static TypedMember Of(Type type, string name)
    {
        var member = type.GetMember(name, MemberTypes.Field | MemberTypes.Property, BindingFlags.Public | BindingFlags.Instance).FirstOrDefault();
        return member == null
            ? throw new ArgumentOutOfRangeException(nameof(name), $"No field or property with name '{name}' found in type '{type.FullName}'")
            : new TypedMember(member);
    }

    /// <summary>Whether this member can hold values of a column type. Sizes and key counts do not matter.</summary>
    public bool Fits(DataViewType type) =>
        type is VectorDataViewType == IsVector && type.ItemTypeOrSelf.RawType == ItemType.RawType;

    public Func<TRow, TMember> Reader<TRow, TMember>()
    {
        var row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TMember>>(Expression.MakeMemberAccess(row, _member), row).Compile();
    }

    public Action<TRow, TMember> Writer<TRow, TMember>()
    {
        var row = Expression.Parameter(typeof(TRow));
        var value = Expression.Parameter(typeof(TMember));
        return Expression.Lambda<Action<TRow, TMember>>(Expression.Assign(Expression.MakeMemberAccess(row, _member), value), row, value).Compile();
    }

    private DataViewType DeclaredType()
    {
        var item = ItemType;
        if (_member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            if (!KeyDataViewType.IsValidDataType(item.RawType))
                throw new ArgumentOutOfRangeException("userType", $"Member {Name} marked with KeyType attribute, but does not appear to be a valid kind of data for a key type");
            item = new KeyDataViewType(item.RawType, key.Count ?? KeyDataViewType.MaximumCount(item.RawType));
        }
        var vector = _member.GetCustomAttribute<VectorTypeAttribute>();
        if (vector != null && !IsVector)
            throw new ArgumentOutOfRangeException("userType", $"Member {Name} marked with VectorType attribute, but does not appear to be a vector type");
        if (!IsVector)
            return item;
        return vector?.Dimensions is { Length: > 0 } dimensions ? new VectorDataViewType(item, dimensions) : new VectorDataViewType(item);
    }
}
