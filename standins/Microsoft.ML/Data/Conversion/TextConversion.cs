using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>Values to text and back, the same in every culture.</summary>
internal static class TextConversion
{
    public static string ToText(object value) => value switch
    {
        ReadOnlyMemory<char> text => text.ToString(),
        float v => float.IsNaN(v) ? "?" : v.ToString("R", CultureInfo.InvariantCulture),
        double v => double.IsNaN(v) ? "?" : v.ToString("R", CultureInfo.InvariantCulture),
        bool v => v ? "True" : "False",
        DateTime v => v.ToString("o", CultureInfo.InvariantCulture),
        DateTimeOffset v => v.ToString("o", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Parses text; what is no such value gives false. Empty text is the missing value.</summary>
    public static bool TryParse<T>(ReadOnlySpan<char> text, out T value)
    {
        text = text.Trim();
        value = ValueTraits<T>.Missing;
        return text.IsEmpty || Parser<T>.TryParse(text, out value);
    }

    private delegate bool Parse<T>(ReadOnlySpan<char> text, out T value);

    private static class Parser<T>
    {
        public static readonly Parse<T> TryParse = (Parse<T>)Create();

        private static Delegate Create() =>
            typeof(T) == typeof(bool) ? (Parse<bool>)Boolean
            : typeof(T) == typeof(float) ? (Parse<float>)Single
            : typeof(T) == typeof(double) ? (Parse<double>)Double
            : typeof(T) == typeof(DateTime) ? (Parse<DateTime>)((ReadOnlySpan<char> s, out DateTime v) => DateTime.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out v))
            : typeof(T) == typeof(DateTimeOffset) ? (Parse<DateTimeOffset>)((ReadOnlySpan<char> s, out DateTimeOffset v) => DateTimeOffset.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.None, out v))
            : typeof(T) == typeof(TimeSpan) ? (Parse<TimeSpan>)((ReadOnlySpan<char> s, out TimeSpan v) => TimeSpan.TryParse(s, CultureInfo.InvariantCulture, out v))
            : Generic.Call<Delegate>(Integer<int>, typeof(T));

        private static Parse<TNumber> Integer<TNumber>() where TNumber : ISpanParsable<TNumber> =>
            (ReadOnlySpan<char> s, out TNumber v) => TNumber.TryParse(s, CultureInfo.InvariantCulture, out v!);

        private static bool Single(ReadOnlySpan<char> text, out float value)
        {
            var parsed = Double(text, out var wide);
            value = (float)wide;
            return parsed;
        }

        private static bool Double(ReadOnlySpan<char> text, out double value)
        {
            if (text is "?" || text.Equals("na", StringComparison.OrdinalIgnoreCase))
            {
                value = double.NaN;
                return true;
            }
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        private static bool Boolean(ReadOnlySpan<char> text, out bool value)
        {
            foreach (var yes in (string[])["true", "yes", "t", "y", "1", "+1", "+", "1.0", "on"])
                if (text.Equals(yes, StringComparison.OrdinalIgnoreCase))
                    return value = true;
            value = false;
            foreach (var no in (string[])["false", "no", "f", "n", "0", "-1", "-", "0.0", "off"])
                if (text.Equals(no, StringComparison.OrdinalIgnoreCase))
                    return true;
            return false;
        }
    }
}
