using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>Reads dense layers.</summary>
internal static class ModuleLinears
{
    public static void Read(ModuleStep step)
    {
        var (weight, bias) = (step.Leaf.Weight("weight")!, step.Leaf.Weight("bias"));
        if (step.Read.Dims.Length == 2)
        {
            step.Graph.Add(step.Path, new Gemm { TransB = true }, weight, bias);
            return;
        }
        // Along the last of several dimensions; a matrix product reads [inputs, outputs].
        step.Graph.Add(bias is null ? step.Path : $"{step.Path}.product", new MatMul(), Transposed(weight));
        if (bias is not null)
            step.Graph.Add(step.Path, new Add(), bias);
    }

    private static Weight Transposed(Weight weight)
    {
        var (rows, columns, values) = ((int)weight.Shape[0], (int)weight.Shape[1], new float[weight.Count]);
        for (var i = 0; i < values.Length; i++)
            values[i] = weight.Values[i % rows * columns + i / rows];
        return Weight.Of(weight.Name, new Shape(columns, rows), values);
    }
}
