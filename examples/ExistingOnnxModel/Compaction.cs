using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact;
using Spectre.Console;

namespace ExistingOnnxModel;

/// <summary>Makes an ONNX file small and holds both files against each other.</summary>
public static class Compaction
{
    private const int Rounds = 5;

    /// <summary>Makes the file small and writes compact.onnx and report.json.</summary>
    /// <param name="file">The ONNX file: one input of known size, outputs of numbers.</param>
    /// <param name="seen">Rows for the steps to look at.</param>
    /// <param name="unseen">Other rows to compare the outputs on.</param>
    /// <param name="folder">Where the results go.</param>
    /// <param name="error">What the outputs of a layer may change.</param>
    /// <param name="settings">How it runs.</param>
    /// <returns>Before and after.</returns>
    /// <exception cref="InvalidDataException">The file is no network for such rows; the message says why.</exception>
    public static Table Run(string file, float[][] seen, float[][] unseen, string folder, double error, RunSettings settings)
    {
        var (ml, network) = (new MLContext(seed: 1), Network.Load(file));
        if (network.Inputs is not [{ Shape: { } shape }] || shape.ElementsPerRow != seen[0].Length)
            throw new InvalidDataException($"{file} reads {string.Join(" and ", network.Inputs.Select(i => $"'{i.Name}' {i.Shape}"))}; the rows here have {seen[0].Length} numbers.");
        var compact = Path.Combine(folder, "compact.onnx");
        using (var model = Fit(ml, network, Rows(ml, seen), error, settings))
        {
            model.LastTransformer.SaveOnnx(compact);
            model.LastTransformer.Report.Save(Path.Combine(folder, "report.json"));
            Console.WriteLine(model.LastTransformer.Report);
        }
        return Compare(ml, file, compact, Rows(ml, unseen));
    }

    /// <summary>The lines that matter: a pipeline around a network that somebody else trained.</summary>
    private static TransformerChain<NetworkTransformer> Fit(MLContext ml, Network network, IDataView rows, double error, RunSettings settings)
    {
        var input = network.Inputs[0].Name;
        var steps = ml.Compaction(settings).From(network, new() { Features = input })
            .NeuronUnify(new() { MaxOutputError = error, WidthMultiple = 8 })
            .KernelCluster(new() { MaxOutputError = error });
        return ml.Transforms.CopyColumns(input, nameof(Row.Numbers)).Append(steps).Fit(rows);
    }

    /// <summary>Scores the rows with both files through ML.NET. They take turns, so that a change of the machine's speed meets both.</summary>
    private static Table Compare(MLContext ml, string before, string after, IDataView rows)
    {
        string[] files = [before, after];
        var networks = files.Select(Network.Load).ToArray();
        var scorers = files.Select((file, i) => ml.Transforms.CopyColumns(networks[i].Inputs[0].Name, nameof(Row.Numbers))
            .Append(ml.Transforms.ApplyOnnxModel([.. networks[i].Outputs.Select(o => o.Name)], [networks[i].Inputs[0].Name], file)).Fit(rows)).ToArray();
        var outputs = new List<float[]>[files.Length];
        var times = files.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < files.Length; i++)
            {
                var clock = Stopwatch.StartNew();
                outputs[i] = Scores(scorers[i].Transform(rows), networks[i].Outputs.Select(o => o.Name));
                times[i].Add(clock.Elapsed.TotalMilliseconds * networks[i].Outputs.Count / outputs[i].Count);
            }
        }
        foreach (var scorer in scorers)
            scorer.Dispose();

        var table = new Table().Title(Path.GetFileName(before)).AddColumn("").AddColumn(new TableColumn("before").RightAligned()).AddColumn(new TableColumn("after").RightAligned()).AddColumn(new TableColumn("ratio").RightAligned());
        Add("ONNX file, bytes", "N0", i => new FileInfo(files[i]).Length);
        Add("parameters", "N0", i => NetworkCost.Of(networks[i]).Parameters);
        Add("multiply-adds", "N0", i => NetworkCost.Of(networks[i]).MultiplyAdds);
        Add("ms per row", "0.000", i => times[i].Order().ElementAt(Rounds / 2));
        var pairs = outputs[0].Zip(outputs[1]).ToArray();
        table.AddRow("largest output", Text(Largest(outputs[0]), "0.00"), Text(Largest(outputs[1]), "0.00"), "");
        table.AddRow("largest difference of the outputs", "", Text(pairs.Max(p => p.First.Zip(p.Second, (b, a) => Math.Abs(b - a)).Max()), "0.00"), "");
        table.AddRow("rows whose largest output is the same one", "", Text(pairs.Average(p => IndexOfLargest(p.First) == IndexOfLargest(p.Second) ? 1.0 : 0), "0.0 %"), "");
        return table;

        void Add(string name, string format, Func<int, double> figure) => table.AddRow(name, Text(figure(0), format), Text(figure(1), format), Text(figure(0) / figure(1), "0.0") + "x");
    }

    /// <summary>The outputs of each row, one array for each output.</summary>
    private static List<float[]> Scores(IDataView scored, IEnumerable<string> outputs)
    {
        var columns = outputs.Select(name => scored.Schema[name]).ToArray();
        using var cursor = scored.GetRowCursor(columns);
        var getters = columns.Select(cursor.GetGetter<VBuffer<float>>).ToArray();
        var (values, all) = (default(VBuffer<float>), new List<float[]>());
        while (cursor.MoveNext())
        {
            foreach (var getter in getters)
            {
                getter(ref values);
                all.Add([.. values.DenseValues()]);
            }
        }
        return all;
    }

    private static IDataView Rows(MLContext ml, float[][] rows)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Numbers)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Length);
        return ml.Data.LoadFromEnumerable(rows.Select(r => new Row { Numbers = r }).ToArray(), definition);
    }

    private static double Largest(IEnumerable<float[]> outputs) => outputs.Max(o => o.Max(Math.Abs));

    private static int IndexOfLargest(float[] values) => Array.IndexOf(values, values.Max());

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A row: what the network reads, of no label.</summary>
    private sealed class Row
    {
        public float[] Numbers { get; set; } = [];
    }
}
