using System.Text.Json;
using Microsoft.ML.SearchSpace;

namespace MLNetCompact.Tests.StandIns;

/// <summary>Values that a tuner proposes: what goes in comes out, through JSON too.</summary>
[TestClass]
public sealed class ParameterTests
{
    [TestMethod]
    public void Plain_values_come_back_as_they_were()
    {
        Assert.AreEqual(3, Parameter.FromInt(3).AsType<int>());
        Assert.AreEqual(long.MaxValue, Parameter.FromLong(long.MaxValue).AsType<long>());
        Assert.AreEqual(Math.PI, Parameter.FromDouble(Math.PI).AsType<double>());
        Assert.AreEqual(0.1f, Parameter.FromFloat(0.1f).AsType<float>());
        Assert.AreEqual("abc", Parameter.FromString("abc").AsType<string>());
        Assert.IsTrue(Parameter.FromBool(true).AsType<bool>());
        Assert.AreEqual(DayOfWeek.Friday, Parameter.FromEnum(DayOfWeek.Friday).AsType<DayOfWeek>());
        Assert.AreEqual("Friday", Parameter.FromEnum(DayOfWeek.Friday).AsType<string>());
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, Parameter.FromIEnumerable(new List<int> { 1, 2, 3 }).AsType<int[]>());
    }

    [TestMethod]
    public void Numbers_become_the_kind_that_is_asked_for_where_JSON_can()
    {
        Assert.AreEqual(3.0, Parameter.FromInt(3).AsType<double>());
        Assert.AreEqual(3, Parameter.FromDouble(3).AsType<int>());
        Assert.AreEqual(2.5, Parameter.FromFloat(2.5f).AsType<double?>());
        Assert.ThrowsExactly<JsonException>(() => Parameter.FromDouble(3.5).AsType<int>());
    }

    [TestMethod]
    public void Kinds_are_those_of_JSON()
    {
        Assert.AreEqual(ParameterType.Integer, Parameter.FromInt(1).ParameterType);
        Assert.AreEqual(ParameterType.Number, Parameter.FromFloat(1).ParameterType);
        Assert.AreEqual(ParameterType.Bool, Parameter.FromBool(true).ParameterType);
        Assert.AreEqual(ParameterType.String, Parameter.FromEnum(DayOfWeek.Friday).ParameterType);
        Assert.AreEqual(ParameterType.Array, Parameter.FromIEnumerable([1, 2]).ParameterType);
        Assert.AreEqual(ParameterType.Object, Parameter.CreateNestedParameter().ParameterType);
    }

    [TestMethod]
    public void A_record_comes_back_with_its_own_defaults_for_what_is_null()
    {
        var recipe = new Recipe { Rate = 0.01, Target = 0.5, Day = DayOfWeek.Friday, Inner = new Part { Count = 7 } };

        var parameter = Parameter.FromObject(recipe);

        Assert.AreEqual(recipe, parameter.AsType<Recipe>());
        Assert.AreEqual(0.5, parameter["Target"].AsType<double?>());
        Assert.AreEqual(7, parameter["Inner"]["Count"].AsType<int>());
        Assert.IsFalse(parameter.ContainsKey("Limit"));
        Assert.IsFalse(parameter.ContainsKey("Twice"));
        Assert.AreEqual(new Recipe(), Parameter.FromObject(new Recipe()).AsType<Recipe>());
    }

    [TestMethod]
    public void JSON_and_back_is_the_same()
    {
        var parameter = Parameter.FromObject(new Recipe { Target = 0.25 });
        parameter["List"] = Parameter.FromIEnumerable([1.5, 2.5]);

        var back = JsonSerializer.Deserialize<Parameter>(JsonSerializer.Serialize(parameter))!;

        Assert.IsTrue(parameter.Equals(back));
        Assert.AreEqual(parameter.GetHashCode(), back.GetHashCode());
        CollectionAssert.AreEqual(new[] { 1.5, 2.5 }, back["List"].AsType<double[]>());
        Assert.AreEqual(new Recipe { Target = 0.25 }, back.AsType<Recipe>());
    }

    [TestMethod]
    public void An_object_is_a_dictionary()
    {
        var parameter = Parameter.CreateNestedParameter(new KeyValuePair<string, Parameter>("a", Parameter.FromInt(1)));
        parameter.Add("b", Parameter.FromString("two"));

        Assert.AreEqual(2, parameter.Count);
        CollectionAssert.AreEqual(new[] { "a", "b" }, parameter.Keys.ToArray());
        Assert.IsTrue(parameter.TryGetValue("b", out var two));
        Assert.AreEqual("two", two.AsType<string>());
        Assert.IsTrue(parameter.Remove("a"));
        Assert.ThrowsExactly<KeyNotFoundException>(() => parameter["a"]);
        Assert.AreEqual(1, Parameter.FromInt(5).Count);
    }

    public sealed record Recipe
    {
        public double Rate { get; init; } = 0.1;

        public double? Target { get; init; }

        public double? Limit { get; init; }

        public DayOfWeek Day { get; init; } = DayOfWeek.Monday;

        public Part? Inner { get; init; }

        public double Twice => 2 * Rate;
    }

    public sealed record Part
    {
        public int Count { get; init; }
    }
}
