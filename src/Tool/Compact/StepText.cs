using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MLNetCompact.Tool;

/// <summary>A step as the command line gives it: <c>cluster:removed=0.8,scaled=false</c>.</summary>
/// <param name="Text">The whole of it.</param>
/// <param name="Name">The step.</param>
/// <param name="Options">Its options by name.</param>
public sealed record StepText(string Text, string Name, IReadOnlyList<(string Name, string Value)> Options)
{
    private static readonly Dictionary<string, Kind> s_steps = new()
    {
        ["unify"] = new("NeuronUnify", typeof(NeuronUnifyOptions), (step, previous) => new NeuronUnifyEstimator(previous, step.Read<NeuronUnifyOptions>())),
        ["cluster"] = new("KernelCluster", typeof(KernelClusterOptions), (step, previous) => new KernelClusterEstimator(previous, step.Read<KernelClusterOptions>())),
    };

    private static readonly JsonSerializerOptions s_strict = new(ToolCommand.Json) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, PropertyNameCaseInsensitive = true };

    /// <summary>The type of a step's options.</summary>
    internal static Type OptionsOf(string name) => s_steps[name].Options;

    /// <summary>What ML.NET's users call a step.</summary>
    internal static string NameOf(string name) => s_steps[name].Name;

    public static StepText[] Parse(ArgumentResult result)
    {
        var steps = new List<StepText>();
        foreach (var token in result.Tokens)
        {
            var parts = token.Value.Split(':', 2);
            var options = (parts.Length == 1 ? [] : parts[1].Split(',')).Select(o => o.Split('=', 2)).ToArray();
            if (!s_steps.ContainsKey(parts[0]))
                result.AddError($"'{token.Value}' names no step; expected {string.Join(" or ", s_steps.Keys)}, and behind a colon options as name=value. Steps that train need labels and a training library: they are for programs.");
            else if (options.FirstOrDefault(o => o.Length < 2) is { } bad)
                result.AddError($"'{bad[0]}' in '{token.Value}' has no value; expected name=value.");
            else
                steps.Add(new(token.Value, parts[0], [.. options.Select(o => (o[0].Trim(), o[1].Trim()))]));
        }
        return [.. steps];
    }

    /// <summary>The chain with this step behind it.</summary>
    /// <exception cref="ToolException">There is no such option, or its value is none.</exception>
    public NetworkEstimator After(NetworkEstimator previous)
    {
        try
        {
            return s_steps[Name].After(this, previous);
        }
        catch (ArgumentException e)
        {
            throw new ToolException($"--step {Text}: {e.Message}", e);
        }
    }

    private T Read<T>() where T : new()
    {
        var options = JsonSerializer.SerializeToNode(new T(), ToolCommand.Json)!.AsObject();
        foreach (var (name, value) in Options)
        {
            // A dot leads into an option that has parts: target.multiplyAdds=0.5.
            var (at, path) = (options, name.Split('.'));
            foreach (var part in path[..^1])
                at = (at[Key<T>(at, part)] ??= new JsonObject()) as JsonObject ?? throw new ToolException($"--step {Text}: {part} has no parts.");
            at[path.Length > 1 ? path[^1] : Key<T>(at, name)] = Value(value);
        }
        try
        {
            return options.Deserialize<T>(s_strict)!;
        }
        catch (JsonException e)
        {
            throw new ToolException($"--step {Text}: {e.Path?.TrimStart('$', '.')} cannot be that; {string.Join(", ", Options.Select(o => $"{o.Name}={o.Value}"))} was given.", e);
        }
    }

    private string Key<T>(JsonObject options, string name) => options.Select(o => o.Key).FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ToolException($"--step {Text}: {Name} has no option {name}; it has {string.Join(", ", options.Select(o => o.Key))}. See the documentation of {typeof(T).Name}.");

    private static JsonValue? Value(string text) => text == "null" ? null : bool.TryParse(text, out var truth) ? JsonValue.Create(truth)
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text);

    /// <summary>A step: what ML.NET's users call it, its options, and how it follows another one.</summary>
    private sealed record Kind(string Name, Type Options, Func<StepText, NetworkEstimator, NetworkEstimator> After);
}
