using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Runs the caller's code once a row, whichever and however many of its columns are read.</summary>
internal sealed class CustomMapper<TSrc, TDst>(DataViewSchema inputSchema, RowReader<TSrc> reader, TypedSchema added, Action<TSrc, TDst> map) : RowMapper(inputSchema)
    where TSrc : class, new()
    where TDst : class, new()
{
    public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; } = [.. added.Detached()];

    public override IEnumerable<int> InputsOf(int output) => reader.Columns.Select(c => c.Index);

    public override Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> active, out Action? dispose)
    {
        dispose = null;
        var getters = new Delegate?[added.Columns.Count];
        if (!Enumerable.Range(0, getters.Length).Any(active))
            return getters;

        var source = new TSrc();
        var target = new TDst();
        var fill = reader.Over(input);
        var mapped = -1L;
        TDst Current()
        {
            if (input.Position != mapped)
            {
                fill(source);
                map(source, target);
                mapped = input.Position;
            }
            return target;
        }
        for (var i = 0; i < getters.Length; i++)
            if (active(i))
                getters[i] = MemberGetters.Create<TDst>(added.Columns[i], Current);
        return getters;
    }
}
