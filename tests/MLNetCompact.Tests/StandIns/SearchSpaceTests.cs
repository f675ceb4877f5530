using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;
using Space = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLNetCompact.Tests.StandIns;

/// <summary>Spaces: by hand, from a type's attributes, and within one another. The options stand in the order of their names.</summary>
[TestClass]
public sealed class SearchSpaceTests
{
    [TestMethod]
    public void A_space_is_a_dictionary_of_options()
    {
        var space = new Space { ["Rate"] = new UniformDoubleOption(1e-4, 1, true), ["Epochs"] = new UniformIntOption(1, 11) };
        space.Add("Kind", new ChoiceOption("x", "y"));

        Assert.HasCount(3, space);
        Assert.AreEqual(3, space.FeatureSpaceDim);
        CollectionAssert.AreEqual(new int?[] { null, 2, null }, space.Step);
        var sample = space.SampleFromFeatureSpace([0.5, 0.9, 0.25]);
        Assert.AreEqual(6, sample["Epochs"].AsType<int>());
        Assert.AreEqual("y", sample["Kind"].AsType<string>());
        Assert.AreEqual(1e-3, sample["Rate"].AsType<double>(), 1e-12);
        Assert.IsTrue(space.Remove("Kind"));
        Assert.AreEqual(2, space.FeatureSpaceDim);
    }

    [TestMethod]
    public void Attributes_make_options()
    {
        var space = new SearchSpace<Recipe>();

        CollectionAssert.AreEquivalent(new[] { "Day", "Epochs", "Fast", "Part", "Rate", "Width" }, space.Keys.ToArray());
        Assert.IsInstanceOfType<UniformIntOption>(space["Epochs"]);
        Assert.IsInstanceOfType<UniformDoubleOption>(space["Rate"]);
        Assert.IsTrue(((UniformNumericOption)space["Rate"]).LogBase);
        Assert.IsInstanceOfType<UniformSingleOption>(space["Width"]);
        Assert.AreEqual(7, space.FeatureSpaceDim);
    }

    [TestMethod]
    public void The_default_is_what_the_attributes_say()
    {
        var space = new SearchSpace<Recipe>();

        var recipe = space.SampleFromFeatureSpace(space.Default!);

        Assert.AreEqual(DayOfWeek.Friday, recipe.Day);
        Assert.AreEqual(5, recipe.Epochs);
        Assert.IsTrue(recipe.Fast);
        Assert.AreEqual(1e-2, recipe.Rate, 1e-9);
        Assert.AreEqual(0.5f, recipe.Width, 1e-6f);
        Assert.AreEqual(2, recipe.Part!.Count);
        Assert.AreEqual("a", recipe.Part.Name);
        Assert.AreEqual("kept", recipe.Note);
    }

    [TestMethod]
    public void Places_come_back_through_the_type()
    {
        var space = new SearchSpace<Recipe>();
        double[] places = [0.5, 0.25, 0.5, 0.75, 0.5, 0.625, 0.5];

        var back = space.MappingToFeatureSpace(space.SampleFromFeatureSpace(places));

        Assert.HasCount(places.Length, back);
        for (var i = 0; i < places.Length; i++)
            Assert.AreEqual(places[i], back[i], 1e-6);
    }

    [TestMethod]
    public void What_is_not_searched_stays_as_in_the_default_option()
    {
        var space = new SearchSpace<Recipe>(new Recipe { Note = "mine", Part = new Part { Name = "b", Size = 9 } });

        var recipe = space.SampleFromFeatureSpace([.. Enumerable.Repeat(0.0, space.FeatureSpaceDim)]);

        Assert.AreEqual("mine", recipe.Note);
        Assert.AreEqual(9, recipe.Part!.Size);
        Assert.AreEqual("a", recipe.Part.Name);
        Assert.AreEqual(1, recipe.Epochs);
    }

    [TestMethod]
    public void Spaces_within_spaces_keep_their_places_apart()
    {
        var inner = new Microsoft.ML.SearchSpace.Option.SearchSpace { ["z"] = new UniformIntOption(0, 10), ["y"] = new UniformIntOption(0, 10) };
        var space = new Space { ["b"] = inner, ["c"] = new UniformIntOption(0, 10), ["a"] = new Space { ["x"] = new UniformIntOption(0, 10) } };
        double[] places = [0.15, 0.25, 0.35, 0.45];

        var sample = space.SampleFromFeatureSpace(places);

        Assert.AreEqual(1, sample["a"]["x"].AsType<int>());
        Assert.AreEqual(2, sample["b"]["y"].AsType<int>());
        Assert.AreEqual(3, sample["b"]["z"].AsType<int>());
        Assert.AreEqual(4, sample["c"].AsType<int>());
        Assert.AreEqual(0.2, space.MappingToFeatureSpace(sample)[1], 1e-12);
    }

    [TestMethod]
    public void Equal_spaces_have_equal_hashes_in_every_process()
    {
        Assert.AreEqual(new SearchSpace<Recipe>().GetHashCode(), new SearchSpace<Recipe>().GetHashCode());
        Assert.AreEqual(Hash("{\"n\":5}"), new Space { ["n"] = new UniformIntOption(0, 10) }.GetHashCode());
    }

    private static int Hash(string json)
    {
        var hash = 31u;
        foreach (var letter in json)
            hash = unchecked(hash * 33) ^ letter;
        return (int)(hash / 2);
    }

    public sealed class Recipe
    {
        [Range(1, 9, init: 5)]
        public int Epochs { get; set; }

        [Range(1e-4, 1.0, 1e-2, logBase: true)]
        public double Rate { get; set; }

        [Range(0f, 1f, 0.5f)]
        public float Width { get; set; }

        [BooleanChoice(true)]
        public bool Fast { get; set; }

        [Choice(new object[] { DayOfWeek.Monday, DayOfWeek.Friday }, DayOfWeek.Friday)]
        public DayOfWeek Day { get; set; }

        [NestOption]
        public Part? Part { get; set; }

        public string Note { get; set; } = "kept";
    }

    public sealed class Part
    {
        [Range(0, 4, init: 2)]
        public int Count { get; set; }

        [Choice("a", "b")]
        public string? Name { get; set; }

        public int Size { get; set; }
    }
}
