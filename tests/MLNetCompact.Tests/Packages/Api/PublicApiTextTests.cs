namespace MLNetCompact.Tests.Packages.Api;

/// <summary>The text of the public API, kind by kind.</summary>
[TestClass]
public sealed class PublicApiTextTests
{
    private const string In = "MLNetCompact.Tests.Packages.Api.Offered";

    [TestMethod]
    public void RecordsWithoutWhatTheCompilerAdds() => Expect(typeof(Offered.Size), $$"""
        sealed record {{In}}.Size
            Size(int Rows, string? Name = null)
            required IReadOnlyList<string?> Labels { get; init; }
            string? Name { get; init; }
            int Rows { get; init; }
            double Share { get; set; }
            override string ToString()
        """);

    [TestMethod]
    public void RecordStructs() => Expect(typeof(Offered.Point), $$"""
        readonly record struct {{In}}.Point
            Point(float X, float Y)
            float X { get; init; }
            float Y { get; init; }
        """);

    [TestMethod]
    public void EnumsByValue()
    {
        Expect(typeof(Offered.Small), $"""
            enum {In}.Small : byte
                None = 0
                Few = 2
            """);
        Expect(typeof(Offered.Marks), $"""
            [Flags] enum {In}.Marks
                None = 0
                A = 1
                B = 2
            """);
    }

    [TestMethod]
    public void InterfacesAndDelegates()
    {
        Expect(typeof(Offered.IShape<,>), $$"""
            interface {{In}}.IShape<TIn, TOut> : IDisposable where TOut : class?
                static abstract int Count { get; }
                virtual int Rank { get; }
                TOut Make(TIn input)
            """);
        Expect(typeof(Offered.TryRead<>), $"delegate bool {In}.TryRead<T>(string text, [NotNullWhen(true)] out T? value) where T : notnull");
    }

    [TestMethod]
    public void AbstractClassesWithWhatDerivedOnesSee() => Expect(typeof(Offered.Base<>), $$"""
        abstract class {{In}}.Base<T> where T : unmanaged
            const string Quote = "a \"b\"\n"
            static readonly float[] Values
            protected int[,]? grid
            protected Base(T first)
            T First { get; protected set; }
            string this[int row, string? name] { get; }
            event EventHandler<EventArgs>? Changed
            virtual (int Rows, (string? Name, float[] Of)[] Inner) Pair()
            protected abstract void Run()
        """);

    [TestMethod]
    public void NestedTypes()
    {
        Expect(typeof(Offered.Base<>.Nested<>), $$"""
            class {{In}}.Base<T>.Nested<U> where U : Offered.Base<T>, new()
                Nested()
                U? Inner { get; set; }
                static Dictionary<string, List<U?>>? All(T key)
            """);
        var text = PublicApi.Of(typeof(Offered).Assembly);
        StringAssert.Contains(text, $"\nprotected sealed class {In}.Base<T>.Kept\n    Kept()\n    int Size {{ get; }}\n\n");
        Assert.IsFalse(text.Contains("Base<T>.Hidden", StringComparison.Ordinal), "an internal type is listed");
    }

    [TestMethod]
    public void DerivedClassesSayWhatIsNew() => Expect(typeof(Offered.Derived), $"""
        sealed class {In}.Derived : Base<int>, IComparable<Offered.Derived>, IEnumerable<int>
            Derived(params string[] names)
            int CompareTo(Offered.Derived? other)
            IEnumerator<int> GetEnumerator()
            override (int Rows, (string? Name, float[] Of)[] Inner) Pair()
        """.Replace(": Base<", ": Offered.Base<", StringComparison.Ordinal));

    [TestMethod]
    public void Operators() => Expect(typeof(Offered.Amount), $"""
        struct {In}.Amount
            required int Units
            static Offered.Amount operator +(Offered.Amount left, Offered.Amount right)
            static explicit operator Offered.Amount(string text)
            static bool operator >(Offered.Amount left, Offered.Amount right)
            static implicit operator int(Offered.Amount amount)
            static bool operator <(Offered.Amount left, Offered.Amount right)
        """);

    [TestMethod]
    public void GenericMethodsPlacesAndDefaults() => Expect(typeof(Offered), $"""
        static class {In}
            static void Bare(object? a, object[]? b, object?[] c, nint d)
            static void Defaults(int a = -1, float b = 0.5, string? c = null, string d = "x", bool e = true, char f = 'f', Offered.Small g = Offered.Small.Few, Offered.Marks h = Offered.Marks.A | Offered.Marks.B, int? i = null, int? j = 3)
            [Obsolete("Use Other.")] static T? Find<T, TKey>(this IEnumerable<T> values, Func<T, TKey?> key, IComparer<TKey>? comparer = null, CancellationToken stop = default) where T : class, new() where TKey : struct, IComparable<TKey>
            static ref int Places(ref int a, in long b, out string? c, ref readonly double d, params ReadOnlySpan<int?> rest)
        """);

    [TestMethod]
    public void DifferencesNameTheType()
    {
        const string Before = "# a\n\nsealed class N.A : B\n    int Gone()\n    int Same()\n\nenum N.E\n    One = 1\n";
        const string After = "# b\n\nsealed class N.A : B, C\n    int Same()\n    int Same(int x)\n\nenum N.E\n    One = 1\n\nclass N.New\n    New()\n";
        string[] expected = ["- N.A: int Gone()", "+ N.A: int Same(int x)", "+ N.New: New()", "+ class N.New", "- sealed class N.A : B", "+ sealed class N.A : B, C"];
        CollectionAssert.AreEqual(expected, PublicApi.Differences(Before, After).ToArray());
        Assert.IsEmpty(PublicApi.Differences(Before, Before.Replace("\n", "\r\n", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void TypesAreInOrdinalOrder()
    {
        var text = PublicApi.Of("Some.Name", [typeof(Offered.Small), typeof(Offered.Amount), typeof(Offered.Marks)]);
        StringAssert.StartsWith(text, "# The public API of Some.Name,");
        var headings = text.Split('\n').Where(l => l.Length > 0 && l[0] is not (' ' or '#')).Select(l => l.Split('.')[^1]).ToArray();
        CollectionAssert.AreEqual((string[])["Amount", "Marks", "Small : byte"], headings);
        StringAssert.EndsWith(text, "    Few = 2\n");
    }

    private static void Expect(Type type, string expected) => Assert.AreEqual(expected.ReplaceLineEndings("\n"), string.Join('\n', PublicApi.Of(type)));
}
