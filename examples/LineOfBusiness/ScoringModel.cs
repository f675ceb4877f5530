using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact;

namespace LineOfBusiness;

/// <summary>
/// A saved model that many threads score with. It is loaded once, with one session of ONNX Runtime; a pool lends each thread a prediction engine, for an engine serves one at a time.
/// </summary>
public sealed class ScoringModel : IDisposable
{
    private readonly ITransformer _transformer;
    private readonly ObjectPool<ScoringEngine> _engines;

    private ScoringModel(ITransformer transformer, NetworkTransformer network, DataViewSchema? saved)
    {
        var answer = AnswerColumns.Of(network);
        (_transformer, Task, Report) = (transformer, network.Task, network.Report);
        (FeatureColumn, FeatureCount) = saved is null ? (network.FeatureColumnName, ((VectorDataViewType)network.FeatureColumnType).Size) : Features(transformer, saved, answer);
        Classes = network.Task switch
        {
            LearningTask.MulticlassClassification => network.Report.Classes ?? [.. Enumerable.Range(0, answer.Scores).Select(i => i.ToString(CultureInfo.InvariantCulture))],
            LearningTask.BinaryClassification => ["false", "true"],
            _ => [],
        };

        // Engines are lent while a thread computes and never across an await: a few more than there are cores are enough. They are made here, so that no request waits for one.
        var engines = Math.Max(8, 2 * Environment.ProcessorCount);
        var ml = new MLContext();
        _engines = new DefaultObjectPoolProvider { MaximumRetained = engines }.Create(new EnginePolicy(() => ScoringEngine.Create(ml, transformer, answer, FeatureColumn, FeatureCount, Classes)));
        foreach (var engine in Enumerable.Range(0, engines).Select(_ => _engines.Get()).ToArray())
            _engines.Return(engine);
    }

    /// <summary>The name of the column that the model reads.</summary>
    public string FeatureColumn { get; }

    /// <summary>How many numbers it has.</summary>
    public int FeatureCount { get; }

    /// <summary>What the model tells: one of several classes, yes or no, or a number.</summary>
    public LearningTask Task { get; }

    /// <summary>The classes in the order of their probabilities; none for a number.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>What each step of the fit did.</summary>
    public Report Report { get; }

    /// <summary>Loads a model.zip.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no model that can be scored with here; the message names file and reason.</exception>
    public static ScoringModel Load(string path)
    {
        ITransformer? transformer = null;
        try
        {
            transformer = new MLContext().Compaction().Load(path, out var saved);
            return Steps(transformer).OfType<NetworkTransformer>().LastOrDefault() is { } network ? new ScoringModel(transformer, network, saved)
                : throw new InvalidDataException("it has no network of MLNetCompact.");
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or InvalidOperationException or FormatException)
        {
            (transformer as IDisposable)?.Dispose();
            throw new InvalidDataException($"'{path}' cannot be scored with: {e.Message}", e);
        }
    }

    /// <summary>Scores a row in JSON and writes the answer in JSON; tells what is wrong with the row, or null.</summary>
    public string? Score(in ReadOnlySequence<byte> row, IBufferWriter<byte> answer)
    {
        var engine = _engines.Get();
        try
        {
            if (JsonRow.Read(row, FeatureColumn, engine.Features) is { } problem)
                return problem;
            return engine.TryAnswer(answer) ? null : $"Column '{FeatureColumn}' has values for which the model gives no finite number.";
        }
        finally
        {
            _engines.Return(engine);
        }
    }

    /// <summary>Releases the engines and the session.</summary>
    public void Dispose()
    {
        (_engines as IDisposable)?.Dispose();
        (_transformer as IDisposable)?.Dispose();
    }

    private static IEnumerable<ITransformer> Steps(ITransformer model) => model is IEnumerable<ITransformer> chain ? chain.SelectMany(Steps) : [model];

    /// <summary>The one column that the answer depends on: the network's own, or one that steps before it make that of.</summary>
    private static (string Name, int Count) Features(ITransformer transformer, DataViewSchema saved, AnswerColumns answer)
    {
        var mapper = transformer.GetRowToRowMapper(saved);
        var needed = mapper.GetDependencies(mapper.OutputSchema.Where(c => !c.IsHidden && answer.Contains(c.Name))).ToArray();
        return needed is [{ Type: VectorDataViewType { IsKnownSize: true } vector } column] && vector.ItemType == NumberDataViewType.Single ? (column.Name, vector.Size)
            : throw new InvalidDataException($"it reads {string.Join(", ", needed.Select(c => $"'{c.Name}' ({c.Type})"))}; expected one vector of Single.");
    }

    private sealed class EnginePolicy(Func<ScoringEngine> create) : PooledObjectPolicy<ScoringEngine>
    {
        public override ScoringEngine Create() => create();

        public override bool Return(ScoringEngine obj) => true;
    }
}
