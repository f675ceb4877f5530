using MLNetCompact.Tool;

namespace MLNetCompact.Tests;

/// <summary>The command line as a user has it.</summary>
internal static class ToolCase
{
    public static (int Code, string Output, string Errors) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        return (ToolCommand.Run(args, output, errors), output.ToString(), errors.ToString());
    }
}
