using System.Collections;
using System.Reflection;

namespace Microsoft.ML.SearchSpace;

public sealed partial class Parameter
{
    public static Parameter FromDouble(double value) => new(value, ParameterType.Number);

    public static Parameter FromFloat(float value) => new(value, ParameterType.Number);

    public static Parameter FromLong(long value) => new(value, ParameterType.Integer);

    public static Parameter FromInt(int value) => new(value, ParameterType.Integer);

    public static Parameter FromString(string value) => new(value, ParameterType.String);

    public static Parameter FromBool(bool value) => new(value, ParameterType.Bool);

    public static Parameter FromEnum<T>(T value) where T : struct, Enum => FromName(value);

    public static Parameter FromIEnumerable<T>(IEnumerable<T> values) => new(values, ParameterType.Array);

    /// <summary>
    /// A plain value as it is; of anything else the public properties of <typeparamref name="T"/> that can be read and
    /// written (initialised), without those that are null or hold nothing themselves. Fields are not looked at.
    /// </summary>
    public static Parameter FromObject<T>(T value) where T : class => From(value, typeof(T));

    public static Parameter CreateNestedParameter(params KeyValuePair<string, Parameter>[] parameters)
    {
        var entries = new Dictionary<string, Parameter>();
        foreach (var (key, value) in parameters)
            entries[key] = value;
        return new(entries, ParameterType.Object);
    }

    private static Parameter FromName(Enum value) => FromString(Enum.GetName(value.GetType(), value)!);

    private static Parameter From(object value, Type declared) => value switch
    {
        int whole => FromInt(whole),
        long whole => FromLong(whole),
        double number => FromDouble(number),
        float number => FromFloat(number),
        string text => FromString(text),
        bool flag => FromBool(flag),
        IEnumerable values => new(values, ParameterType.Array),
        Enum named => FromName(named),
        _ => FromProperties(value, declared),
    };

    private static Parameter FromProperties(object value, Type declared)
    {
        var nested = CreateNestedParameter();
        foreach (var property in declared.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanRead && p.CanWrite))
            if (property.GetValue(value) is { } held && From(held, property.PropertyType) is { Count: not 0 } parameter)
                nested[property.Name] = parameter;
        return nested;
    }
}
