using System.Reflection;
using Microsoft.ML.SearchSpace.Option;

namespace Microsoft.ML.SearchSpace;

/// <summary>Reads options off the attributes of a type's public fields and properties. Of several, the kinds count in the order below.</summary>
internal static class TypeOptions
{
    private static readonly Type[] s_kinds = [typeof(ChoiceAttribute), typeof(RangeAttribute), typeof(BooleanChoiceAttribute), typeof(NestOptionAttribute)];

    public static OptionTable Of(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.Instance;
        var options = new OptionTable();
        foreach (var field in type.GetFields(All))
            Add(options, field, field.FieldType);
        foreach (var property in type.GetProperties(All))
            Add(options, property, property.PropertyType);
        return options;
    }

    private static void Add(OptionTable options, MemberInfo member, Type type)
    {
        if (s_kinds.SelectMany(kind => member.GetCustomAttributes(kind, false)).FirstOrDefault() is { } attribute)
            options.Add(member.Name, Option(attribute, type));
    }

    private static OptionBase Option(object attribute, Type type) => attribute switch
    {
        ChoiceAttribute choice => new ChoiceOption(choice.Candidates, choice.DefaultValue),
        BooleanChoiceAttribute choice => new ChoiceOption([true, false], choice.DefaultValue),
        RangeAttribute { Min: double min, Max: double max } range => new UniformDoubleOption(min, max, range.LogBase, (double?)range.Init),
        RangeAttribute { Min: int min, Max: int max } range => new UniformIntOption(min, max, range.LogBase, (int?)range.Init),
        RangeAttribute { Min: float min, Max: float max } range => new UniformSingleOption(min, max, range.LogBase, (float?)range.Init),
        _ => Nested(type),
    };

    private static SearchSpace Nested(Type type)
    {
        var nested = new SearchSpace();
        foreach (var option in Of(type))
            nested.Add(option);
        return nested;
    }
}
