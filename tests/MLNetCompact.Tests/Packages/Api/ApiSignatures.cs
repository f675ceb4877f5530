using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace MLNetCompact.Tests.Packages.Api;

/// <summary>Parameters, constraints, values and attributes, as C# writes them.</summary>
internal static class ApiSignatures
{
    public static string Parameters(MethodBase method)
    {
        var list = string.Join(", ", method.GetParameters().Select(Parameter));
        return Has<ExtensionAttribute>(method) ? $"(this {list})" : $"({list})";
    }

    public static string Parameter(ParameterInfo parameter)
    {
        var kind = parameter switch
        {
            { ParameterType.IsByRef: true, IsOut: true } => "out ",
            { ParameterType.IsByRef: true } when Has<RequiresLocationAttribute>(parameter) => "ref readonly ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when Has<ParamArrayAttribute>(parameter) || Has<ParamCollectionAttribute>(parameter) => "params ",
            _ => "",
        };
        var optional = parameter.HasDefaultValue ? $" = {Value(parameter.RawDefaultValue, parameter.ParameterType)}" : "";
        return $"{Attributes(parameter)}{kind}{ApiNames.Of(parameter)} {parameter.Name}{optional}";
    }

    /// <summary>What a method gives back, with <c>ref</c> where it is a place.</summary>
    public static string Returned(MethodInfo method) =>
        method.ReturnType.IsByRef ? $"{(Has<IsReadOnlyAttribute>(method.ReturnParameter) ? "ref readonly" : "ref")} {ApiNames.Of(method.ReturnParameter)}" : ApiNames.Of(method.ReturnParameter);

    /// <summary><c>&lt;T, U&gt;</c> of a method.</summary>
    public static string Generic(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    /// <summary>The <c>where</c> clauses, each with a space in front.</summary>
    public static string Constraints(IEnumerable<Type> parameters) => string.Concat(parameters.Select(p => (p.Name, What: string.Join(", ", Constraints(p))))
        .Where(p => p.What.Length > 0).Select(p => $" where {p.Name} : {p.What}"));

    private static IEnumerable<string> Constraints(Type parameter)
    {
        var flags = parameter.GenericParameterAttributes;
        var types = parameter.GetGenericParameterConstraints();
        var isValue = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        if (isValue)
            yield return parameter.GetCustomAttributesData().Any(a => a.AttributeType.Name == "IsUnmanagedAttribute") ? "unmanaged" : "struct";
        else if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            yield return ApiNullability.OfGeneric(parameter) == 2 ? "class?" : "class";
        else if (types.Length == 0 && ApiNullability.OfGeneric(parameter) == 1)
            yield return "notnull";
        foreach (var type in types.Where(t => t != typeof(ValueType)).Select(ApiNames.Of).Order(StringComparer.Ordinal))
            yield return type;
        if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isValue)
            yield return "new()";
        if (flags.HasFlag(GenericParameterAttributes.AllowByRefLike))
            yield return "allows ref struct";
    }

    /// <summary>A constant or a default value.</summary>
    public static string Value(object? value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) is { } inner && value is not null ? inner : type;
        return value switch
        {
            null => type.IsValueType && Nullable.GetUnderlyingType(type) is null || type.IsGenericParameter ? "default" : "null",
            _ when type.IsEnum => EnumValue(type, value),
            string text => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"",
            char character => $"'{character}'",
            bool truth => truth ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    private static string EnumValue(Type type, object value)
    {
        var name = Enum.ToObject(type, value).ToString()!;
        return char.IsAsciiLetter(name[0]) || name[0] == '_'
            ? string.Join(" | ", name.Split(", ").Select(n => $"{ApiNames.Of(type)}.{n}"))
            : $"({ApiNames.Of(type)}){name}";
    }

    /// <summary>The attributes that change what a caller may do, each with a space behind.</summary>
    public static string Attributes(ICustomAttributeProvider of) => string.Concat(of.GetCustomAttributes(inherit: false).Select(a => a switch
    {
        FlagsAttribute => "[Flags] ",
        ObsoleteAttribute { Message: { } m } when m.EndsWith("not supported in this version of your compiler.", StringComparison.Ordinal) => "",
        ObsoleteAttribute o => $"[Obsolete(\"{o.Message}\"{(o.IsError ? ", true" : "")})] ",
        NotNullWhenAttribute w => $"[NotNullWhen({(w.ReturnValue ? "true" : "false")})] ",
        MaybeNullWhenAttribute w => $"[MaybeNullWhen({(w.ReturnValue ? "true" : "false")})] ",
        AllowNullAttribute => "[AllowNull] ",
        _ => "",
    }).Order(StringComparer.Ordinal));

    public static bool Has<T>(ICustomAttributeProvider of) where T : Attribute => of.IsDefined(typeof(T), inherit: false);
}
