using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>
/// What a layer in front of a Relu makes now. Where the original made 0 or less, any output at 0 or below is as good, so that what is to be made there is what is
/// made already: repeated, the fit brings down the difference behind the Relu (Zhang et al. 2016).
/// </summary>
/// <param name="weights">The weights of a block, [inputs, rows].</param>
/// <param name="bias">The bias of each row.</param>
internal sealed class Rectified(float[] weights, float[] bias)
{
    private float[] _made = [];

    /// <summary>Whether all that reads a layer is one Relu.</summary>
    public static bool Is(Network network, Node layer) => network.ReadersOf(layer.Output).ToArray() is [{ Operator: Relu }] && network.Outputs.All(o => o.Name != layer.Output);

    /// <summary>What the blocks of a layer make.</summary>
    public static Rectified[] Of(LinearReader reader) => [.. Enumerable.Range(0, reader.View.Group).Select(block =>
    {
        var (inputs, rows) = (reader.BlockColumns * reader.View.Block, reader.BlockRows);
        var weights = new float[inputs * rows];
        for (var input = 0; input < inputs; input++)
        {
            for (var row = 0; row < rows; row++)
                weights[input * rows + row] = (float)(reader.Factor * reader.Weights[reader.PlaceOf(block, row, input)]);
        }
        return new Rectified(weights, [.. reader.Bias!.Skip(block * rows).Take(rows).Select(b => (float)b)]);
    })];

    /// <summary>Makes of outputs at 0 and below what the layer makes there, or 0.</summary>
    public void Relax(float[] inputs, int width, float[] outputs, int rows, int count, MatrixProducts products)
    {
        if (_made.Length < outputs.Length)
            _made = new float[outputs.Length];
        products.Map(inputs, width, weights, rows, count, _made);
        for (var i = 0; i < count * rows; i++)
        {
            if (outputs[i] <= 0)
                outputs[i] = Math.Min(_made[i] + bias[i % rows], 0);
        }
    }
}
