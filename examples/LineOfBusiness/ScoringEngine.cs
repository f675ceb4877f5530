using System.Buffers;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact;

namespace LineOfBusiness;

/// <summary>A prediction engine with the row that it reads and the answer that it fills, used over and over, so that a request allocates little. For one thread at a time.</summary>
internal abstract class ScoringEngine : IDisposable
{
    private static readonly JsonEncodedText s_label = JsonEncodedText.Encode("predictedLabel");
    private static readonly JsonEncodedText s_probabilities = JsonEncodedText.Encode("probabilities");

    /// <summary>The numbers of the row to score.</summary>
    public abstract float[] Features { get; }

    /// <summary>Scores the row and writes the answer in JSON; false if the network gives something that is no finite number.</summary>
    public abstract bool TryAnswer(IBufferWriter<byte> output);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>An engine for what a model answers.</summary>
    public static ScoringEngine Create(MLContext ml, ITransformer model, AnswerColumns columns, string features, int count, IReadOnlyList<string> classes)
    {
        var input = SchemaDefinition.Create(typeof(Row));
        (input[nameof(Row.Features)].ColumnType, input[nameof(Row.Features)].ColumnName) = (new VectorDataViewType(NumberDataViewType.Single, count), features);
        var names = classes.Select(c => JsonEncodedText.Encode(c)).ToArray();
        return columns.Task switch
        {
            LearningTask.MulticlassClassification => Engine<ClassAnswer>(a => Array.TrueForAll(a.Score, float.IsFinite), (a, json) =>
            {
                // A key counts from 1.
                json.WriteString(s_label, names[a.PredictedLabel - 1]);
                json.WriteStartObject(s_probabilities);
                for (var i = 0; i < names.Length; i++)
                    json.WriteNumber(names[i], a.Score[i]);
                json.WriteEndObject();
            }),
            LearningTask.BinaryClassification => Engine<BinaryAnswer>(a => float.IsFinite(a.Score), (a, json) =>
            {
                json.WriteBoolean(s_label, a.PredictedLabel);
                json.WriteStartObject(s_probabilities);
                json.WriteNumber(names[0], 1 - a.Probability);
                json.WriteNumber(names[1], a.Probability);
                json.WriteEndObject();
            }),
            _ => Engine<NumberAnswer>(a => float.IsFinite(a.Score), (a, json) => json.WriteNumber(s_label, a.Score)),
        };

        // The engines share the model, so none of them owns it.
        Typed<T> Engine<T>(Func<T, bool> isFinite, Action<T, Utf8JsonWriter> write) where T : class, new() => new(count, isFinite, write, ml.Model.CreatePredictionEngine<Row, T>(model,
            new PredictionEngineOptions { InputSchemaDefinition = input, OutputSchemaDefinition = columns.Of(typeof(T)), IgnoreMissingColumns = false, OwnsTransformer = false }));
    }

    private sealed class Typed<T>(int count, Func<T, bool> isFinite, Action<T, Utf8JsonWriter> write, PredictionEngine<Row, T> engine) : ScoringEngine where T : class, new()
    {
        private readonly Row _row = new() { Features = new float[count] };
        private readonly Utf8JsonWriter _json = new(Stream.Null);
        private T _answer = new();

        public override float[] Features => _row.Features;

        public override bool TryAnswer(IBufferWriter<byte> output)
        {
            engine.Predict(_row, ref _answer);
            if (!isFinite(_answer))
                return false;
            _json.Reset(output);
            _json.WriteStartObject();
            write(_answer, _json);
            _json.WriteEndObject();
            _json.Flush();
            return true;
        }

        public override void Dispose()
        {
            engine.Dispose();
            _json.Dispose();
        }
    }

    /// <summary>What goes in. A model that was saved together with steps that only training needs asks for a label too; what it says does not matter.</summary>
    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";
    }

    private sealed class ClassAnswer
    {
        public uint PredictedLabel { get; set; }

        public float[] Score { get; set; } = [];
    }

    private sealed class BinaryAnswer
    {
        public bool PredictedLabel { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }

    private sealed class NumberAnswer
    {
        public float Score { get; set; }
    }
}

/// <summary>The names of the columns that a model answers with: ML.NET's usual ones, unless who trained it chose others.</summary>
/// <param name="Task">What it answers.</param>
/// <param name="PredictedLabel">The predicted class.</param>
/// <param name="Score">The probabilities of the classes, the raw score, or the predicted number.</param>
/// <param name="Probability">The probability of yes.</param>
/// <param name="Scores">How many numbers the score has.</param>
internal sealed record AnswerColumns(LearningTask Task, string? PredictedLabel, string Score, string? Probability, int Scores)
{
    /// <summary>What a network adds to its features.</summary>
    /// <exception cref="InvalidDataException">It predicts no label.</exception>
    public static AnswerColumns Of(NetworkTransformer network)
    {
        if (network.Task == LearningTask.None)
            throw new InvalidDataException("it was compacted without labels, so it has outputs and no label to predict.");
        var features = new DataViewSchema.Builder();
        features.AddColumn(network.FeatureColumnName, network.FeatureColumnType);
        var added = network.GetOutputSchema(features.ToSchema()).Where(c => !c.IsHidden && c.Name != network.FeatureColumnName).ToArray();
        var label = added.FirstOrDefault(c => c.Type is KeyDataViewType or BooleanDataViewType).Name;
        // The score comes before its probability.
        var scores = added.Where(c => c.Type is VectorDataViewType or NumberDataViewType).ToArray();
        return new(network.Task, label, scores[0].Name, scores.ElementAtOrDefault(1).Name, scores[0].Type is VectorDataViewType vector ? vector.Size : 1);
    }

    /// <summary>A class with members of these names, bound to the columns.</summary>
    public SchemaDefinition Of(Type answer)
    {
        var definition = SchemaDefinition.Create(answer, SchemaDefinition.Direction.Write);
        foreach (var column in definition)
            column.ColumnName = column.MemberName switch { nameof(PredictedLabel) => PredictedLabel!, nameof(Probability) => Probability!, _ => Score };
        return definition;
    }

    /// <summary>Whether a column is one of them.</summary>
    public bool Contains(string column) => column == PredictedLabel || column == Score || column == Probability;
}
