using System.Reflection;
using System.Runtime.CompilerServices;

namespace MLNetCompact.Tests.Packages.Api;

/// <summary>The members of a type that others can use, a line each, sorted.</summary>
internal static class ApiMembers
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Dictionary<string, string> s_operators = new()
    {
        ["op_Addition"] = "+", ["op_Subtraction"] = "-", ["op_Multiply"] = "*", ["op_Division"] = "/", ["op_Modulus"] = "%", ["op_UnaryNegation"] = "-", ["op_UnaryPlus"] = "+",
        ["op_Equality"] = "==", ["op_Inequality"] = "!=", ["op_LessThan"] = "<", ["op_GreaterThan"] = ">", ["op_LessThanOrEqual"] = "<=", ["op_GreaterThanOrEqual"] = ">=",
        ["op_LogicalNot"] = "!", ["op_OnesComplement"] = "~", ["op_BitwiseAnd"] = "&", ["op_BitwiseOr"] = "|", ["op_ExclusiveOr"] = "^",
        ["op_LeftShift"] = "<<", ["op_RightShift"] = ">>", ["op_Increment"] = "++", ["op_Decrement"] = "--", ["op_True"] = "true", ["op_False"] = "false",
    };

    /// <summary>Constants and fields, constructors, properties, events, methods, operators; within a kind by name.</summary>
    public static IReadOnlyList<string> Of(Type type)
    {
        if (type.IsEnum)
            return [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (f.Name, Value: f.GetRawConstantValue()!, Marks: ApiSignatures.Attributes(f)))
                .OrderBy(f => Convert.ToDecimal(f.Value, null)).ThenBy(f => f.Name, StringComparer.Ordinal).Select(f => $"{f.Marks}{f.Name} = {f.Value}")];
        if (type.IsAssignableTo(typeof(Delegate)))
            return [];
        var lines = new List<(int Kind, string Name, string Line)>();
        lines.AddRange(type.GetFields(Declared).Where(f => Seen(f.Attributes, type)).Select(f => (0, f.Name, Field(f))));
        lines.AddRange(type.GetConstructors(Declared).Where(c => !c.IsStatic && IsSeen(c)).Select(c => (1, c.Name, Constructor(c))));
        lines.AddRange(type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(IsSeen)).Select(p => (2, p.Name, Property(p))));
        lines.AddRange(type.GetEvents(Declared).Where(e => IsSeen(e.AddMethod!)).Select(e => (3, e.Name, Event(e))));
        lines.AddRange(type.GetMethods(Declared).Where(m => !m.IsSpecialName && IsSeen(m)).Select(m => (4, m.Name, Method(m))));
        lines.AddRange(type.GetMethods(Declared).Where(m => m.IsSpecialName && IsSeen(m) && m.Name.StartsWith("op_", StringComparison.Ordinal)).Select(m => (5, m.Name, Operator(m))));
        return [.. lines.OrderBy(l => l.Kind).ThenBy(l => l.Name, StringComparer.Ordinal).ThenBy(l => l.Line, StringComparer.Ordinal).Select(l => l.Line)];
    }

    /// <summary>Whether others can use it: public, or protected in a class that they can derive from. What the compiler adds to a record is not listed.</summary>
    private static bool IsSeen(MethodBase method) =>
        (method.IsPublic || (method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed)
        && (method.IsSpecialName && method is MethodInfo && !method.Name.StartsWith("op_", StringComparison.Ordinal) || !ApiSignatures.Has<CompilerGeneratedAttribute>(method))
        && !(method.Name == "get_EqualityContract" && PublicApi.IsRecord(method.DeclaringType!));

    private static bool Seen(FieldAttributes attributes, Type type) => (attributes & FieldAttributes.FieldAccessMask) switch
    {
        FieldAttributes.Public => true,
        FieldAttributes.Family or FieldAttributes.FamORAssem => !type.IsSealed,
        _ => false,
    };

    private static string Field(FieldInfo field)
    {
        var marks = ApiSignatures.Attributes(field) + (field.IsPublic ? "" : "protected ");
        if (field.IsLiteral)
            return $"{marks}const {ApiNames.Of(field)} {field.Name} = {ApiSignatures.Value(field.GetRawConstantValue(), field.FieldType)}";
        return $"{marks}{(field.IsStatic ? "static " : "")}{(ApiSignatures.Has<RequiredMemberAttribute>(field) ? "required " : "")}{(field.IsInitOnly ? "readonly " : "")}{ApiNames.Of(field)} {field.Name}";
    }

    private static string Constructor(ConstructorInfo constructor)
    {
        var name = constructor.DeclaringType!.Name.Split('`')[0];
        return $"{ApiSignatures.Attributes(constructor)}{(constructor.IsPublic ? "" : "protected ")}{name}{ApiSignatures.Parameters(constructor)}";
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo[] accessors = [.. new[] { property.GetMethod, property.SetMethod }.OfType<MethodInfo>().Where(IsSeen)];
        var isPublic = accessors.Any(a => a.IsPublic);
        var access = string.Concat(accessors.Select(a => $" {(isPublic && !a.IsPublic ? "protected " : "")}{Verb(a, property)};"));
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(ApiSignatures.Parameter))}]";
        var kind = (isPublic ? "" : "protected ") + Modifiers(accessors[0]) + (ApiSignatures.Has<RequiredMemberAttribute>(property) ? "required " : "");
        var place = property.PropertyType.IsByRef ? "ref " : "";
        return $"{ApiSignatures.Attributes(property)}{kind}{place}{ApiNames.Of(property)} {name} {{{access} }}";
    }

    private static string Verb(MethodInfo accessor, PropertyInfo property) =>
        accessor == property.GetMethod ? "get" : accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init" : "set";

    private static string Event(EventInfo handlers)
    {
        var add = handlers.AddMethod!;
        return $"{ApiSignatures.Attributes(handlers)}{(add.IsPublic ? "" : "protected ")}{Modifiers(add)}event {ApiNames.Of(handlers)} {handlers.Name}";
    }

    private static string Method(MethodInfo method) =>
        $"{ApiSignatures.Attributes(method)}{(method.IsPublic ? "" : "protected ")}{Modifiers(method)}{ApiSignatures.Returned(method)} {method.Name}{ApiSignatures.Generic(method)}"
        + $"{ApiSignatures.Parameters(method)}{ApiSignatures.Constraints(method.IsGenericMethod ? method.GetGenericArguments() : [])}";

    private static string Operator(MethodInfo method)
    {
        var from = $"{ApiSignatures.Attributes(method)}{Modifiers(method)}";
        return method.Name switch
        {
            "op_Implicit" => $"{from}implicit operator {ApiSignatures.Returned(method)}{ApiSignatures.Parameters(method)}",
            "op_Explicit" => $"{from}explicit operator {ApiSignatures.Returned(method)}{ApiSignatures.Parameters(method)}",
            _ => $"{from}{ApiSignatures.Returned(method)} operator {s_operators.GetValueOrDefault(method.Name, method.Name)}{ApiSignatures.Parameters(method)}",
        };
    }

    private static string Modifiers(MethodInfo method)
    {
        var isStatic = method.IsStatic ? "static " : "";
        if (method.DeclaringType!.IsInterface)
            return isStatic + (method.IsAbstract ? method.IsStatic ? "abstract " : "" : method.IsVirtual ? "virtual " : "");
        if (method.GetBaseDefinition() != method || ApiSignatures.Has<PreserveBaseOverridesAttribute>(method))
            return $"{(method.IsAbstract ? "abstract " : method.IsFinal ? "sealed " : "")}override ";
        return isStatic + (method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : "");
    }
}
