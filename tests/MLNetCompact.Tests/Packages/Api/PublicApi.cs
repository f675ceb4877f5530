using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace MLNetCompact.Tests.Packages.Api;

/// <summary>
/// What an assembly offers, as text: every type that others can name, and every member that they can use, a line each. Types are named without their
/// namespaces and assemblies, so that the text is the same with stand-ins and with the published packages.
/// </summary>
internal static partial class PublicApi
{
    private const string Indent = "    ";

    public static string Of(Assembly assembly) => Of(assembly.GetName().Name!, assembly.GetTypes().Where(IsSeen));

    public static string Of(string name, IEnumerable<Type> types)
    {
        var lines = new List<string> { $"# The public API of {name}, written by PublicApiTests (CONTRIBUTING.md)." };
        foreach (var type in types.OrderBy(FullName, StringComparer.Ordinal))
            lines.AddRange(["", .. Of(type)]);
        return string.Concat(lines.Select(l => $"{l}\n"));
    }

    /// <summary>A type: what it is, then its members, indented.</summary>
    public static IEnumerable<string> Of(Type type) => [Heading(type), .. ApiMembers.Of(type).Select(m => Indent + m)];

    /// <summary>What two texts do not share: each line with its sign, and members with their type.</summary>
    public static IReadOnlyList<string> Differences(string before, string after)
    {
        var (old, now) = (Flat(before), Flat(after));
        return [.. old.Except(now).Select(l => (Line: l, Sign: '-')).Concat(now.Except(old).Select(l => (Line: l, Sign: '+')))
            .OrderBy(l => l.Line, StringComparer.Ordinal).ThenBy(l => l.Sign).Select(l => $"{l.Sign} {l.Line}")];
    }

    public static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$") is not null
        || type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is { } print && ApiSignatures.Has<CompilerGeneratedAttribute>(print);

    private static List<string> Flat(string text)
    {
        var (lines, type) = (new List<string>(), "");
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line.StartsWith(Indent, StringComparison.Ordinal))
            {
                lines.Add($"{type}: {line.Trim()}");
                continue;
            }
            type = TypeName().Match(line).Groups[1].Value;
            lines.Add(line);
        }
        return lines;
    }

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum) ([\w.<>, ]*[\w>])")]
    private static partial Regex TypeName();

    private static bool IsSeen(Type type) =>
        !type.Name.Contains('<', StringComparison.Ordinal)
        && (type.IsPublic
            || type.DeclaringType is { } around && IsSeen(around) && (type.IsNestedPublic || (type.IsNestedFamily || type.IsNestedFamORAssem) && !around.IsSealed));

    private static string FullName(Type type) => type.Namespace is null ? ApiNames.Declared(type) : $"{type.Namespace}.{ApiNames.Declared(type)}";

    private static string Heading(Type type)
    {
        var marks = ApiSignatures.Attributes(type) + (type.IsNestedFamily || type.IsNestedFamORAssem ? "protected " : "");
        var constraints = ApiSignatures.Constraints(type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0));
        if (type.IsAssignableTo(typeof(Delegate)) && type.GetMethod("Invoke") is { } invoke)
            return $"{marks}delegate {ApiSignatures.Returned(invoke)} {FullName(type)}{ApiSignatures.Parameters(invoke)}{constraints}";
        var bases = Bases(type);
        return $"{marks}{Kind(type)} {FullName(type)}{(bases.Count == 0 ? "" : $" : {string.Join(", ", bases)}")}{constraints}";
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum)
            return "enum";
        if (type.IsInterface)
            return "interface";
        if (type.IsValueType)
            return $"{(ApiSignatures.Has<IsReadOnlyAttribute>(type) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}{(IsRecord(type) ? "record " : "")}struct";
        var kind = IsRecord(type) ? "record" : "class";
        return type switch { { IsAbstract: true, IsSealed: true } => $"static {kind}", { IsAbstract: true } => $"abstract {kind}", { IsSealed: true } => $"sealed {kind}", _ => kind };
    }

    /// <summary>The base, and the interfaces that neither it nor another interface brings along.</summary>
    private static List<string> Bases(Type type)
    {
        if (type.IsEnum)
            return Enum.GetUnderlyingType(type) is var number && number == typeof(int) ? [] : [ApiNames.Of(number)];
        var all = type.GetInterfaces();
        var brought = all.SelectMany(i => i.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []).ToHashSet();
        var own = all.Where(i => !brought.Contains(i) && i.IsVisible && !(IsRecord(type) && i == typeof(IEquatable<>).MakeGenericType(type)));
        string[] parent = type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) ? [ApiNames.Of(b)] : [];
        return [.. parent, .. own.Select(ApiNames.Of).Order(StringComparer.Ordinal)];
    }
}
