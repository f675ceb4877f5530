using System.Collections;
using System.Globalization;

namespace MLNetCompact;

/// <summary>One way to say that an option is out of its range.</summary>
internal static class OptionRange
{
    public static void Require(bool valid, string option, object? value, string range)
    {
        if (!valid)
            throw new ArgumentOutOfRangeException(option, value, $"{option} is {Text(value)}; expected {range}.");
    }

    private static string Text(object? value) => value is IEnumerable list and not string
        ? $"[{string.Join(", ", list.Cast<object?>().Select(Text))}]" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
}
