using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>
/// Every cell of a grid, the last option changing fastest, then all over again. A continuum is cut into <c>step</c> cells,
/// of which the lower ends are taken.
/// </summary>
internal sealed class GridSearchTuner(SearchSpace.SearchSpace space, int step) : ITuner
{
    private int[]? _cell;

    public Parameter Propose(TrialSettings settings)
    {
        var cells = Array.ConvertAll(space.Step, count => count ?? step);
        if (_cell == null)
            _cell = new int[cells.Length];
        else
            Advance(_cell, cells);
        return space.SampleFromFeatureSpace([.. _cell.Select((at, i) => at * 1.0 / cells[i])]);
    }

    public void Update(TrialResult result) { }

    private static void Advance(int[] cell, int[] cells)
    {
        for (var i = cell.Length - 1; i >= 0; i--)
        {
            if (++cell[i] < cells[i])
                return;
            cell[i] = 0;
        }
    }
}
