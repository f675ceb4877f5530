namespace Microsoft.ML.Data;

/// <summary>The type of a column's values. <see cref="RawType"/> is what getters of the column deliver.</summary>
public abstract class DataViewType : IEquatable<DataViewType>
{
    private protected DataViewType(Type rawType) => RawType = rawType ?? throw new ArgumentNullException(nameof(rawType));

    public Type RawType { get; }

    public abstract bool Equals(DataViewType? other);

    /// <summary>The type of one item: the vector's items, or the type itself.</summary>
    internal DataViewType ItemTypeOrSelf => this is VectorDataViewType vector ? vector.ItemType : this;
}

/// <summary>Values that an assignment copies.</summary>
public abstract class PrimitiveDataViewType : DataViewType
{
    protected PrimitiveDataViewType(Type rawType) : base(rawType) { }
}

/// <summary>Values that hold references to other memory, such as vectors.</summary>
public abstract class StructuredDataViewType : DataViewType
{
    protected StructuredDataViewType(Type rawType) : base(rawType) { }
}

public abstract class DataViewTypeAttribute : Attribute, IEquatable<DataViewTypeAttribute>
{
    protected DataViewTypeAttribute() { }

    public abstract bool Equals(DataViewTypeAttribute? other);

    public abstract void Register();
}
