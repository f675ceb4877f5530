namespace MLNetCompact.Tests.Contract;

/// <summary>One thing that a pipeline expects of every estimator.</summary>
/// <param name="Name">What is expected.</param>
/// <param name="Run">Throws if it does not hold.</param>
/// <param name="AppliesTo">Which estimators it is expected of; all if left out.</param>
internal sealed record ContractCheck(string Name, Action<Candidate> Run, Func<Candidate, bool>? AppliesTo = null)
{
    /// <summary>Every check: a new one is a new line.</summary>
    public static IReadOnlyList<ContractCheck> All { get; } =
    [
        new("delivers the schema it promises", SchemaChecks.ThePromisedSchemaIsDelivered),
        new("gives classes the label's own values", SchemaChecks.KeyValuesAreTheLabelsOwn, HasClasses),
        new("fits between MapValueToKey and MapKeyToValue", SchemaChecks.FitsBetweenMappings, HasValues),
        new("adds its columns and no others", SchemaChecks.OnlyItsColumnsAreAdded),
        new("says of a schema what Transform makes of it", SchemaChecks.SchemasAreForeseen),
        new("refuses a column that is named like a helper, so loses none", SchemaChecks.AColumnNamedLikeAHelperIsRefused),
        new("gives the same model when fitted twice", FittingChecks.FittingTwiceGivesTheSameModel),
        new("is refitted by 3-fold CrossValidate", FittingChecks.CrossValidateRefits),
        new("reads its rows once", FittingChecks.RowsAreReadOnce),
        new("reads nothing before a cursor is asked for", ScoringChecks.TransformIsLazy),
        new("keeps rows in order", ScoringChecks.RowsStayInOrder),
        new("answers many cursors at once", ScoringChecks.ManyCursorsAgree),
        new("maps rows by the rules", ScoringChecks.MapsRowsByTheRules),
        new("answers a PredictionEngine as Transform", ScoringChecks.APredictionEngineAgrees),
        new("answers the same in another process, without TorchSharp", SavingChecks.AnotherProcessAgrees),
        new("saves the same bytes each time", SavingChecks.SavedBytesAreTheSame),
        new("leaves no file after 100 x load, transform, dispose", SavingChecks.LoadingLeavesNoFile, IsFirstOfItsTask),
        new("leaves no file after 10 x fit, transform, dispose and CrossValidate", LifetimeChecks.FittingLeavesNoFile),
        new("refuses work once disposed", LifetimeChecks.WorkIsRefusedOnceDisposed),
        new("is disposed with its chain", LifetimeChecks.TheChainDisposesIt),
        new("is disposed with the PredictionEngine that owns it", LifetimeChecks.APredictionEngineDisposesWhatItOwns),
    ];

    private static bool HasClasses(Candidate candidate) => candidate.Label is LabelKind.Texts or LabelKind.Numbers or LabelKind.Bare;

    /// <summary>A saved model depends on the task, not on what trained it.</summary>
    private static bool IsFirstOfItsTask(Candidate candidate) => candidate.Name is "NeuralNetwork" or "NeuralNetwork, yes or no" or "NeuralNetwork, a number";

    private static bool HasValues(Candidate candidate) => candidate.Label is LabelKind.Texts or LabelKind.Numbers;
}
