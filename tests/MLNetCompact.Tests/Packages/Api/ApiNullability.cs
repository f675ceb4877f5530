using System.Reflection;

namespace MLNetCompact.Tests.Packages.Api;

/// <summary>
/// The question marks that the compiler wrote down, in its own form: a byte for each type, outermost first (0 untold, 1 not null, 2 may be null), one byte where all are the same,
/// none where they are as the member's or the type's context says. NullabilityInfoContext cannot tell <c>T</c> from <c>T?</c>.
/// </summary>
internal sealed class ApiNullability
{
    private readonly byte[] _bytes;
    private int _next;

    private ApiNullability(byte[] bytes) => _bytes = bytes;

    public static ApiNullability Untold => new([0]);

    public static ApiNullability Of(ParameterInfo parameter) => new(Own(parameter.GetCustomAttributesData()) ?? [Context(parameter.Member)]);

    public static ApiNullability Of(MemberInfo member) => new(Own(member.GetCustomAttributesData()) ?? [Context(member.DeclaringType)]);

    /// <summary>What is noted of a generic parameter.</summary>
    public static byte OfGeneric(Type parameter) =>
        Own(parameter.GetCustomAttributesData())?[0] ?? Context((MemberInfo?)parameter.DeclaringMethod ?? parameter.DeclaringType);

    /// <summary>Takes what belongs to the next type. Values have nothing, but a generic one has a 0.</summary>
    public bool MayBeNull(Type type)
    {
        if (type is { IsValueType: true, IsGenericType: false })
            return false;
        var mark = _bytes.Length == 1 ? _bytes[0] : _bytes[_next++];
        return mark == 2 && !type.IsValueType;
    }

    private static byte[]? Own(IEnumerable<CustomAttributeData> attributes) =>
        attributes.FirstOrDefault(a => a.AttributeType.Name == "NullableAttribute")?.ConstructorArguments[0].Value switch
        {
            byte same => [same],
            IEnumerable<CustomAttributeTypedArgument> each => [.. each.Select(b => (byte)b.Value!)],
            _ => null,
        };

    private static byte Context(MemberInfo? from)
    {
        for (var member = from; member is not null; member = member.DeclaringType)
            if (member.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType.Name == "NullableContextAttribute") is { } context)
                return (byte)context.ConstructorArguments[0].Value!;
        return 0;
    }
}
