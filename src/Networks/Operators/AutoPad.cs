namespace MLNetCompact.Operators;

/// <summary>How a window's padding is told, ONNX's auto_pad.</summary>
public enum AutoPad
{
    /// <summary>NOTSET: by the pads.</summary>
    NotSet,
    /// <summary>VALID: no padding.</summary>
    Valid,
    /// <summary>SAME_UPPER: as much as makes the output ceil(input / stride); an odd one goes to the end.</summary>
    SameUpper,
    /// <summary>SAME_LOWER: as much as makes the output ceil(input / stride); an odd one goes to the beginning.</summary>
    SameLower,
}

internal static class AutoPads
{
    /// <summary>ONNX's word, or null for NOTSET, which is not written.</summary>
    public static string? Word(this AutoPad pad) => pad switch
    {
        AutoPad.Valid => "VALID",
        AutoPad.SameUpper => "SAME_UPPER",
        AutoPad.SameLower => "SAME_LOWER",
        _ => null,
    };

    /// <summary>The attribute auto_pad, or null where its word is unknown.</summary>
    public static AutoPad? From(OperatorAttributes attributes) => attributes.Get("auto_pad", "NOTSET") switch
    {
        "NOTSET" or "" => AutoPad.NotSet,
        "VALID" => AutoPad.Valid,
        "SAME_UPPER" => AutoPad.SameUpper,
        "SAME_LOWER" => AutoPad.SameLower,
        _ => null,
    };

    /// <summary>Whether the padding depends on the size of the input.</summary>
    public static bool IsSame(this AutoPad pad) => pad is AutoPad.SameUpper or AutoPad.SameLower;
}
