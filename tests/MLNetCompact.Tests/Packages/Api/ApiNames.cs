using System.Reflection;
using System.Runtime.CompilerServices;

namespace MLNetCompact.Tests.Packages.Api;

/// <summary>Types as C# writes them, without namespaces: <c>IReadOnlyList&lt;string?&gt;</c>, <c>(int Rows, float[]? Values)</c>.</summary>
internal sealed class ApiNames
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(nint)] = "nint", [typeof(nuint)] = "nuint",
        [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    };

    private readonly ApiNullability _marks;
    private readonly Queue<string?> _tupleNames;

    private ApiNames(ApiNullability marks, ICustomAttributeProvider? owner)
    {
        _marks = marks;
        _tupleNames = new(owner?.GetCustomAttributes(typeof(TupleElementNamesAttribute), inherit: false).Cast<TupleElementNamesAttribute>().SelectMany(a => a.TransformNames) ?? []);
    }

    /// <summary>A type where nothing tells whether it may be null: a base, an interface, a constraint.</summary>
    public static string Of(Type type) => new ApiNames(ApiNullability.Untold, null).Write(type);

    public static string Of(ParameterInfo parameter) => new ApiNames(ApiNullability.Of(parameter), parameter).Write(parameter.ParameterType);

    public static string Of(PropertyInfo property) => new ApiNames(ApiNullability.Of(property), property).Write(property.PropertyType);

    public static string Of(FieldInfo field) => new ApiNames(ApiNullability.Of(field), field).Write(field.FieldType);

    public static string Of(EventInfo handlers) => new ApiNames(ApiNullability.Of(handlers), handlers).Write(handlers.EventHandlerType!);

    /// <summary>The name with which a type is declared, with the types around it: <c>Outer.Inner&lt;T&gt;</c>.</summary>
    public static string Declared(Type type) => new ApiNames(ApiNullability.Untold, null).Named(type);

    // Marks and names lie in the order in which the types are met here, outermost first.
    private string Write(Type type)
    {
        if (type.IsByRef || type.IsPointer)
            return Write(type.GetElementType()!) + (type.IsPointer ? "*" : "");
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Write(value)}?";
        var mark = _marks.MayBeNull(type) ? "?" : "";
        return Bare(type) + mark;
    }

    private string Bare(Type type) => type switch
    {
        _ when s_keywords.TryGetValue(type, out var keyword) => keyword,
        { IsArray: true } => $"{Write(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]",
        { IsGenericParameter: true } => type.Name,
        _ when IsTuple(type) => Tuple(type.GetGenericArguments()),
        _ => Named(type),
    };

    private static bool IsTuple(Type type) =>
        type is { IsGenericType: true, IsGenericTypeDefinition: false, IsValueType: true } && type.IsAssignableTo(typeof(ITuple)) && type.GetGenericArguments().Length is > 1 and < 8;

    private string Tuple(Type[] types)
    {
        // The names of a tuple come before those of the tuples inside it.
        var names = types.Select(_ => _tupleNames.TryDequeue(out var name) ? name : null).ToArray();
        return $"({string.Join(", ", types.Select((t, i) => names[i] is null ? Write(t) : $"{Write(t)} {names[i]}"))})";
    }

    private string Named(Type type)
    {
        var arguments = type.GetGenericArguments();
        var around = new List<Type>();
        for (var t = type; t is not null; t = t.DeclaringType)
            around.Insert(0, t);
        var (parts, done) = (new List<string>(), 0);
        foreach (var t in around)
        {
            var own = arguments[done..t.GetGenericArguments().Length];
            done += own.Length;
            parts.Add(own.Length == 0 ? t.Name : $"{t.Name.Split('`')[0]}<{string.Join(", ", own.Select(Write))}>");
        }
        return string.Join('.', parts);
    }
}
