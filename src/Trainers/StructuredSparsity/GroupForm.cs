using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>The weight of a layer as [blocks, rows, columns, taps], rows and columns swapped where it is stored so, and the groups along them.</summary>
internal sealed class GroupForm
{
    private readonly int _parameter;
    private readonly Tensor _tensor;
    private readonly long[] _form;
    private readonly int _row, _column;

    /// <param name="view">How the layer's operator reads its weight.</param>
    /// <param name="parameter">The weight's place among the parameters.</param>
    /// <param name="tensor">The weight.</param>
    public GroupForm(LinearView view, int parameter, Tensor tensor)
    {
        (_parameter, _tensor, View) = (parameter, tensor, view);
        _form = [view.Group, tensor.shape[0] / view.Group, tensor.shape[1], view.Block];
        (_row, _column) = view.RowAxis == 0 ? (1, 2) : (2, 1);
    }

    public LinearView View { get; }

    /// <summary>Rows: all weights that make one channel. In a grouped convolution each lies in one block.</summary>
    public GroupPart Rows(long[]? slots = null) => Part([_column, 3], slots);

    /// <summary>Columns: all weights that read one channel, in its block.</summary>
    public GroupPart Columns(long[]? slots = null) => Part([_row, 3], slots);

    /// <summary>Places: one column and tap of all rows of a block.</summary>
    public GroupPart Places() => Part([_row], null);

    /// <summary>Kernels: the taps of one row and column.</summary>
    public GroupPart Kernels() => Part([3], null);

    /// <summary>The whole weight.</summary>
    public GroupPart Whole() => Part([0, 1, 2, 3], null);

    /// <summary>How many groups <see cref="Places"/> has.</summary>
    public int PlaceCount => View.Columns * View.Block;

    /// <summary>How many groups <see cref="Kernels"/> has.</summary>
    public int KernelCount => (int)(_form[0] * _form[1] * _form[2]);

    private GroupPart Part(long[] within, long[]? slots) => new(_parameter, _tensor, _form, within, slots);
}
