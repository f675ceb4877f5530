namespace MLNetCompact.Operators;

/// <summary>What convolutions and dense layers share.</summary>
internal static class Linear
{
    /// <summary>What the inputs of a layer x, W, b are for.</summary>
    public static InputRole Role(int input) => input switch { 1 => InputRole.Weight, 2 => InputRole.Bias, _ => InputRole.Setting };
}
