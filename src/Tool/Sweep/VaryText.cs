using System.CommandLine.Parsing;
using System.Globalization;
using System.Reflection;

namespace MLNetCompact.Tool;

/// <summary>What varies in a sweep, as the command line gives it: <c>unify.maxOutputError=0.001..0.1:log</c>, or <c>cluster.subVectors=2|4|8</c>.</summary>
/// <param name="Text">The whole of it.</param>
/// <param name="Step">The step; of several of a name the number behind it: cluster#2.</param>
/// <param name="Option">The option.</param>
/// <param name="Dimension">Its values.</param>
public sealed record VaryText(string Text, string Step, string Option, SweepDimension Dimension)
{
    private const string Expected = "expected a step, a point, an option, = and its values: unify.maxOutputError=0.001..0.1:log, cluster.scales=true|false";

    public static VaryText[] Parse(ArgumentResult result)
    {
        var all = new List<VaryText>();
        foreach (var token in result.Tokens)
        {
            if (Of(token.Value) is { } vary)
                all.Add(vary);
            else
                result.AddError($"'{token.Value}' does not say what varies; {Expected}.");
        }
        return [.. all];
    }

    /// <summary>The name of the option in a sweep's space.</summary>
    /// <exception cref="ToolException">There is no such step in the chain, or no such option.</exception>
    public string Name(IReadOnlyList<StepText> steps)
    {
        var (name, number) = Step.Split('#') is [var first, var place] && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? (first, at) : (Step, 1);
        if (number < 1 || steps.Count(s => s.Name == name) < number)
            throw new ToolException($"--vary {Text}: there is no step {Step}; --step has {string.Join(", ", steps.Select(s => s.Name))}.");
        var properties = StepText.OptionsOf(name).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).ToArray();
        var property = Array.Find(properties, p => p.Name.Equals(Option, StringComparison.OrdinalIgnoreCase))
            ?? throw new ToolException($"--vary {Text}: {name} has no option {Option}; it has {string.Join(", ", properties.Select(p => p.Name))}.");
        return $"{StepText.NameOf(name)}{(number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"#{number}"))}.{property.Name}";
    }

    private static VaryText? Of(string text)
    {
        if (text.Split('=', 2) is not [var name, var values] || name.Split('.', 2) is not [{ Length: > 0 } step, { Length: > 0 } option])
            return null;
        var isLogarithmic = values.EndsWith(":log", StringComparison.Ordinal);
        if ((isLogarithmic ? values[..^4] : values).Split("..") is [var from, var to])
        {
            if (!Number(from, out var min) || !Number(to, out var max) || max < min || (isLogarithmic && min <= 0))
                return null;
            return new(text, step, option, new SweepRange(min, max, isLogarithmic, Whole: from.All(char.IsAsciiDigit) && to.All(char.IsAsciiDigit)));
        }
        object[] candidates = [.. values.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Value)];
        return candidates.Length > 0 && !isLogarithmic ? new(text, step, option, new SweepChoice(candidates)) : null;
    }

    private static object Value(string text) => bool.TryParse(text, out var truth) ? truth : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : Number(text, out var number) ? number : text;

    private static bool Number(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
