namespace Microsoft.ML.Data;

/// <summary>Computes new columns from the columns of a row.</summary>
internal abstract class RowMapper(DataViewSchema inputSchema)
{
    public DataViewSchema InputSchema { get; } = inputSchema;

    public abstract IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    /// <summary>The indices of the input columns that an output needs.</summary>
    public abstract IEnumerable<int> InputsOf(int output);

    /// <summary>Getters of the active outputs (null for others) over a row, whatever it comes to stand on.</summary>
    public abstract Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> active, out Action? dispose);
}

/// <summary>A mapper whose outputs are independent of each other.</summary>
internal sealed class ColumnMapper(DataViewSchema inputSchema, IReadOnlyList<ColumnMapper.Output> outputs) : RowMapper(inputSchema)
{
    /// <summary>A column, what it is computed from, and the getter that does it.</summary>
    public sealed record Output(DataViewSchema.DetachedColumn Column, int[] Inputs, Func<DataViewRow, Delegate> CreateGetter);

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; } = [.. outputs.Select(o => o.Column)];

    public override IEnumerable<int> InputsOf(int output) => outputs[output].Inputs;

    public override Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> active, out Action? dispose)
    {
        dispose = null;
        return [.. outputs.Select((o, i) => active(i) ? o.CreateGetter(input) : null)];
    }
}
