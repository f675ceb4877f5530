using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.BadInput;

[TestClass]
public sealed class ColumnTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [TestMethod]
    public void AMissingLabelColumnIsNamed() =>
        Bad.IsRefusedBeforeAndInFit(Bad.Trainer(s_ml, label: "Kind"), Data(), "Label column 'Kind' not found");

    [TestMethod]
    public void AMissingFeatureColumnIsNamedWithThoseThereAre() =>
        Bad.IsRefusedBeforeAndInFit(Bad.Trainer(s_ml, features: "Pixels"), Data(), "Feature column 'Pixels' not found. The data has 'Features'");

    [TestMethod]
    [DataRow("Label", "String", "String")]
    [DataRow("Number", "Int32", "Int32")]
    [DataRow("Features", "Vector<Single, 144>", "Vector of Single")]
    public void ALabelOfAWrongTypeIsNamedWithTheRightOnes(string label, string type, string kind) =>
        Bad.IsRefusedBeforeAndInFit(Bad.Trainer(s_ml, label), Data(), $"Label column '{label}' is of type {type}; expected a key (use MapValueToKey), Boolean or Single", kind);

    [TestMethod]
    [DataRow("Height", "Single", "Scalar of Single")]
    [DataRow("Label", "String", "Scalar of String")]
    public void FeaturesOfAWrongTypeAreNamedWithTheRightOne(string features, string type, string kind) =>
        Bad.IsRefusedBeforeAndInFit(Bad.Trainer(s_ml, features: features), Data(), $"Feature column '{features}' is of type {type}; expected a vector of Single", $"Feature column '{features}' is {kind}");

    [TestMethod]
    public void AVectorOfDoublesIsNoFeatureColumn()
    {
        var definition = SchemaDefinition.Create(typeof(Doubles));
        var data = s_ml.Data.LoadFromEnumerable([new Doubles()], definition);
        Bad.IsRefusedBeforeAndInFit(Bad.Trainer(s_ml, "Height"), data, "Feature column 'Features' is of type Vector<Double, 144>; expected a vector of Single", "Feature column 'Features' is Vector of Double");
    }

    [TestMethod]
    public void FeaturesOfAnotherSizeThanTheNetworkReadsAreNamedWithBothSizes()
    {
        var data = s_ml.Transforms.Concatenate("Pair", "Height", "Height").Fit(Data()).Transform(Data());
        Bad.Message<ArgumentOutOfRangeException>(() => Bad.Trainer(s_ml, features: "Pair").Fit(data), "Feature column 'Pair' is Vector<Single, 2>", "the network reads 144 numbers a row");
    }

    [TestMethod]
    public void FeaturesWhoseSizeIsNotKnownBeforeRowsArriveAreRefused()
    {
        var definition = SchemaDefinition.Create(typeof(TinyImages.Row));
        definition[nameof(TinyImages.Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single);
        var data = s_ml.Data.LoadFromEnumerable(TinyImages.Rows(24), definition);
        Bad.IsRefusedBeforeAndInFit(Bad.Trainer(s_ml, "Height"), data, "the network reads 144 numbers a row", "Feature column 'Features' is VariableVector of Single; expected a vector of Single of known size");
    }

    [TestMethod]
    [DataRow(5)]
    [DataRow(0)]
    [DataRow(145)]
    public void ARowOfAnotherLengthThanItsColumnClaimsIsNamed(int length)
    {
        var rows = TinyImages.Rows(24);
        rows[7].Features = new float[length];
        Bad.Message<InvalidDataException>(() => Bad.Trainer(s_ml).Fit(Bad.View(s_ml, rows)), $"Feature column 'Features' holds {length} numbers in row 7; expected 144");
    }

    [TestMethod]
    public void ScoringRowsWithoutTheFeatureColumnNamesIt() =>
        ScoringIsRefused(s_ml.Transforms.DropColumns("Features").Fit(Data()).Transform(Data()), "Feature column 'Features' not found. The data has 'Label'");

    [TestMethod]
    [DataRow("Number", "Int32")]
    [DataRow("Height", "Single")]
    [DataRow("Pair", "Vector<Single, 2>")]
    [DataRow("Twice", "Vector<Single, 288>")]
    public void ScoringFeaturesOfAnotherTypeOrSizeNamesBoth(string features, string type)
    {
        var data = s_ml.Transforms.Concatenate("Pair", "Height", "Height").Append(s_ml.Transforms.Concatenate("Twice", "Features", "Features"))
            .Append(s_ml.Transforms.CopyColumns("Features", features)).Fit(Data()).Transform(Data());
        ScoringIsRefused(data, $"Feature column 'Features' is of type {type}; the network reads a vector of 144 Single a row");
    }

    private static void ScoringIsRefused(IDataView data, string message)
    {
        using var model = Bad.Trainer(s_ml).Fit(Data());
        var watched = new WatchedView(data);
        Bad.Message<ArgumentOutOfRangeException>(() => model.Transform(watched), message);
        Bad.Message<ArgumentOutOfRangeException>(() => model.GetOutputSchema(watched.Schema), message);
        Bad.Message<ArgumentOutOfRangeException>(() => model.GetRowToRowMapper(watched.Schema), message);
        Assert.AreEqual(0, watched.Cursors);
    }

    private static IDataView Data() => Bad.View(s_ml, TinyImages.Rows(24));

    private sealed class Doubles
    {
        [VectorType(Bad.Size)]
        public double[] Features { get; set; } = [];

        public float Height { get; set; }
    }
}
