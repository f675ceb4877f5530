using System.CommandLine.Parsing;
using System.Globalization;

namespace MLNetCompact.Tool;

/// <summary>The dimensions of an input as the command line gives them.</summary>
/// <param name="Name">The input's name, or null for the only one.</param>
/// <param name="Shape">The dimensions.</param>
public sealed record InputSize(string? Name, Shape Shape)
{
    /// <summary>Reads all of <c>1x3x640x640</c> or <c>name=1x3x640x640</c>.</summary>
    public static InputSize[] Parse(ArgumentResult result)
    {
        var sizes = new List<InputSize>();
        foreach (var token in result.Tokens)
        {
            // Names may contain anything, sizes no equals sign.
            var at = token.Value.LastIndexOf('=');
            var dims = token.Value[(at + 1)..].Split('x').Select(Dimension).ToArray();
            if (dims.Contains(null))
                result.AddError($"'{token.Value}' is not of the form 1x3x640x640 or name=1x3x640x640: numbers from 1 to {int.MaxValue}, or N.");
            else
                sizes.Add(new(at < 0 ? null : token.Value[..at], new Shape(dims.Select(d => d!.Value))));
        }
        return [.. sizes];
    }

    /// <summary>The network with these dimensions.</summary>
    /// <exception cref="InputSizeException">They do not fit the network.</exception>
    public Network ApplyTo(Network network)
    {
        if (Name is null && network.Inputs.Count != 1)
            throw new InputSizeException($"The network has {network.Inputs.Count} inputs; say which is meant: {string.Join(" or ", network.Inputs.Select(i => $"{i.Name}={string.Join('x', Shape)}"))}.");
        try
        {
            return network.WithInput(Name ?? network.Inputs[0].Name, Shape);
        }
        catch (ArgumentException e)
        {
            throw new InputSizeException(e.Message, e);
        }
    }

    private static long? Dimension(string text) =>
        text == "N" ? Shape.Unknown
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : null;
}

/// <summary>Dimensions on the command line that do not fit the network.</summary>
public sealed class InputSizeException : Exception
{
    public InputSizeException()
    {
    }

    public InputSizeException(string message) : base(message)
    {
    }

    public InputSizeException(string message, Exception inner) : base(message, inner)
    {
    }
}
