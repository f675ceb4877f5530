using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;

namespace MLNetCompact.Tests.StandIns;

/// <summary>Options between 0 and 1 against the mathematics of their ranges.</summary>
[TestClass]
public sealed class SearchOptionTests
{
    [TestMethod]
    public void A_range_is_straight()
    {
        var option = new UniformDoubleOption(-2, 6, defaultValue: 0);

        foreach (var place in Places())
            Assert.AreEqual(-2 + 8 * place, Sample<double>(option, place), 1e-12);
        Assert.AreEqual(0.25, option.Default![0], 1e-12);
        Assert.AreEqual(0.75, option.MappingToFeatureSpace(Parameter.FromDouble(4))[0], 1e-12);
        Assert.AreEqual(1, option.FeatureSpaceDim);
        CollectionAssert.AreEqual(new int?[] { null }, option.Step);
    }

    [TestMethod]
    public void Equal_steps_of_a_logarithmic_range_are_equal_factors()
    {
        var option = new UniformDoubleOption(1e-4, 1, logBase: true, defaultValue: 1e-2);

        foreach (var place in Places())
            Assert.AreEqual(Math.Pow(10, -4 + 4 * place), Sample<double>(option, place), 1e-12);
        Assert.AreEqual(0.5, option.Default![0], 1e-12);
        Assert.AreEqual(0.75, option.MappingToFeatureSpace(Parameter.FromDouble(0.1))[0], 1e-12);
    }

    [TestMethod]
    public void Single_precision_is_kept()
    {
        var option = new UniformSingleOption(1e-3f, 10, logBase: true);

        foreach (var place in Places())
            Assert.AreEqual(1e-3 * Math.Pow(1e4, place), Sample<float>(option, place), 1e-5);
        Assert.AreEqual(0.5, option.MappingToFeatureSpace(Parameter.FromFloat(0.1f))[0], 1e-6);
    }

    [TestMethod]
    public void Whole_numbers_are_rounded_down_and_both_ends_are_met()
    {
        var option = new UniformIntOption(3, 7);

        Assert.AreEqual(3, Sample<int>(option, 0));
        Assert.AreEqual(3, Sample<int>(option, 0.249));
        Assert.AreEqual(4, Sample<int>(option, 0.251));
        Assert.AreEqual(6, Sample<int>(option, 0.999));
        Assert.AreEqual(7, Sample<int>(option, 1));
        CollectionAssert.AreEqual(new int?[] { null }, option.Step);
        for (var value = 3; value <= 7; value++)
            Assert.AreEqual(value, Sample<int>(option, option.MappingToFeatureSpace(Parameter.FromInt(value))[0]));
    }

    [TestMethod]
    public void Whole_numbers_by_their_logarithm()
    {
        var option = new UniformIntOption(1, 1024, logBase: true, defaultValue: 32);

        Assert.AreEqual(0.5, option.Default![0], 1e-12);
        foreach (var place in Places())
            Assert.AreEqual(Math.Floor(Math.Pow(2, 10 * place) + 1e-9), Sample<int>(option, place + (place < 1 ? 1e-9 : 0)));
    }

    [TestMethod]
    public void Every_choice_has_an_equal_share_in_the_order_given()
    {
        var option = new ChoiceOption(["b", "c", "a"], "c");

        Assert.AreEqual("b", Sample<string>(option, 0));
        Assert.AreEqual("b", Sample<string>(option, 0.33));
        Assert.AreEqual("c", Sample<string>(option, 0.34));
        Assert.AreEqual("a", Sample<string>(option, 0.67));
        Assert.AreEqual("a", Sample<string>(option, 1));
        Assert.AreEqual(1 / 3.0, option.Default![0], 1e-6);
        CollectionAssert.AreEqual(new int?[] { 3 }, option.Step);
    }

    [TestMethod]
    public void Choices_come_back_from_their_places()
    {
        AssertRoundTrip(new ChoiceOption(1, 2, 4, 8, 16, 32, 64));
        AssertRoundTrip(new ChoiceOption(true, false));
        AssertRoundTrip(new ChoiceOption(DayOfWeek.Friday, DayOfWeek.Monday, DayOfWeek.Sunday));
        AssertRoundTrip(new ChoiceOption(0.5, 0.25, 1e-3));
    }

    [TestMethod]
    public void A_single_choice_takes_no_room()
    {
        var option = new ChoiceOption("only");

        Assert.AreEqual(0, option.FeatureSpaceDim);
        Assert.IsEmpty(option.Default!);
        Assert.IsEmpty(option.MappingToFeatureSpace(Parameter.FromString("only")));
        Assert.AreEqual("only", option.SampleFromFeatureSpace([]).AsType<string>());
    }

    private static void AssertRoundTrip(ChoiceOption option)
    {
        foreach (var choice in option.Choices)
            Assert.IsTrue(choice.Equals(option.SampleFromFeatureSpace(option.MappingToFeatureSpace(choice))), choice.ToString());
    }

    private static IEnumerable<double> Places() => Enumerable.Range(0, 11).Select(i => i / 10.0);

    private static T Sample<T>(OptionBase option, double place) => option.SampleFromFeatureSpace([place]).AsType<T>();
}
