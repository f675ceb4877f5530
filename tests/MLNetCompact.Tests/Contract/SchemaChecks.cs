using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.Contract;

/// <summary>What an estimator says of schemas, and what comes.</summary>
internal static class SchemaChecks
{
    public static void ThePromisedSchemaIsDelivered(Candidate candidate)
    {
        var data = Candidate.Data();
        var promised = Schemas.Describe(candidate.Estimator().GetOutputSchema(Schemas.Shape(data.Schema)));
        CollectionAssert.AreEqual(Schemas.Describe(Schemas.Shape(candidate.Model.Transform(data).Schema)), promised, "promised:\n" + string.Join('\n', promised));
        CollectionAssert.AreEqual(Schemas.Describe(Schemas.Shape(candidate.Model.GetOutputSchema(data.Schema))), promised);
    }

    public static void KeyValuesAreTheLabelsOwn(Candidate candidate)
    {
        var schema = candidate.Model.Transform(Candidate.Data()).Schema;
        var (label, predicted) = (schema[candidate.LabelName], schema["PredictedLabel"]);
        Assert.AreEqual(((KeyDataViewType)label.Type).Count, ((KeyDataViewType)predicted.Type).Count);
        if (candidate.Label == LabelKind.Texts)
            CollectionAssert.AreEqual(KeyValues<ReadOnlyMemory<char>>(label), KeyValues<ReadOnlyMemory<char>>(predicted));
        else
            CollectionAssert.AreEqual(candidate.Label == LabelKind.Numbers ? KeyValues<int>(label) : ["0", "1", "2"], candidate.Label == LabelKind.Numbers ? KeyValues<int>(predicted) : KeyValues<uint>(predicted));
    }

    public static void FitsBetweenMappings(Candidate candidate)
    {
        var ml = new MLContext(seed: 1);
        var source = candidate.Label == LabelKind.Texts ? nameof(ContractRow.Text) : nameof(ContractRow.Number);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", source).Append(candidate.Estimator("Label")).Append(ml.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"));
        var rows = ContractRow.Some(48);
        using var model = pipeline.Fit(ml.Data.LoadFromEnumerable(rows));
        var answers = model.Transform(ml.Data.LoadFromEnumerable(rows));
        if (candidate.Label == LabelKind.Texts)
            Assert.IsTrue(answers.GetColumn<string>("Answer").All(TinyImages.Classes.Contains));
        else
            Assert.IsTrue(answers.GetColumn<int>("Answer").All(n => n is 0 or 10 or 20));
    }

    public static void OnlyItsColumnsAreAdded(Candidate candidate)
    {
        var data = Candidate.Data();
        var schema = candidate.Model.Transform(data).Schema;
        string[] added = candidate.Label switch { LabelKind.YesOrNo => ["PredictedLabel", "Score", "Probability"], LabelKind.Amount => ["Score"], _ => ["PredictedLabel", "Score"] };
        // The input's hidden columns need not come through; ours must not, not even hidden.
        CollectionAssert.AreEquivalent(data.Schema.Where(c => !c.IsHidden).Select(c => c.Name).Concat(added).ToArray(), schema.Select(c => c.Name).ToArray());
    }

    public static void SchemasAreForeseen(Candidate candidate)
    {
        var data = Candidate.Data();
        CollectionAssert.AreEqual(Schemas.Describe(candidate.Model.Transform(data).Schema), Schemas.Describe(candidate.Model.GetOutputSchema(data.Schema)));
    }

    public static void AColumnNamedLikeAHelperIsRefused(Candidate candidate)
    {
        var ml = new MLContext();
        foreach (var name in HelperNames)
        {
            var data = ml.Transforms.CopyColumns(name, nameof(ContractRow.Id)).Fit(Candidate.Data(6)).Transform(Candidate.Data(6));
            Action[] uses = [() => candidate.Estimator().Fit(data), () => candidate.Model.Transform(data), () => candidate.Model.GetOutputSchema(data.Schema), () => candidate.Model.GetRowToRowMapper(data.Schema)];
            foreach (var use in uses)
                StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(use).Message, $"Column '{name}' has a name that MLNetCompact keeps for itself; rename it");
        }
    }

    private static IEnumerable<string> HelperNames =>
        typeof(ScoringColumns).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);

    private static string[] KeyValues<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(v => $"{v}")];
    }
}
