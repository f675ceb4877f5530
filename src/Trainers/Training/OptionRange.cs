namespace MLNetCompact;

/// <summary>One way to say that an option is out of its range.</summary>
internal static class OptionRange
{
    public static void Require(bool valid, string option, object value, string range)
    {
        if (!valid)
            throw new ArgumentOutOfRangeException(option, value, $"{option} is {FormattableString.Invariant($"{value}")}; expected {range}.");
    }
}
