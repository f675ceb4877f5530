using System.Diagnostics.CodeAnalysis;

#pragma warning disable CA1000, CA1021, CA1024, CA1034, CA1036, CA1040, CA1045, CA1051, CA1052, CA1062, CA1068, CA1711, CA1715, CA1720, CA1822, CA2225, CA2227, CA1725, IDE0060, CS0067

namespace MLNetCompact.Tests.Packages.Api;

/// <summary>Types of every kind, for the tests of the text.</summary>
public static class Offered
{
    public interface IShape<in TIn, out TOut> : IDisposable
        where TOut : class?
    {
        TOut Make(TIn input);

        int Rank => 4;

        static abstract int Count { get; }
    }

    public delegate bool TryRead<T>(string text, [NotNullWhen(true)] out T? value) where T : notnull;

    public enum Small : byte
    {
        Few = 2,
        None = 0,
    }

    [Flags]
    public enum Marks
    {
        None = 0,
        A = 1,
        B = 2,
    }

    public sealed record Size(int Rows, string? Name = null)
    {
        public required IReadOnlyList<string?> Labels { get; init; }

        public double Share { get; set; } = 1;

        public override string ToString() => "size";
    }

    public readonly record struct Point(float X, float Y);

    public abstract class Base<T>
        where T : unmanaged
    {
        public const string Quote = "a \"b\"\n";

        public static readonly float[] Values = [];

        protected int[,]? grid;

        internal int near;

        protected internal Base(T first) => (First, near) = (first, 1);

        public T First { get; protected set; }

        public string this[int row, string? name] => $"{row}{name}{near}";

        public event EventHandler<EventArgs>? Changed;

        protected abstract void Run();

        public virtual (int Rows, (string? Name, float[] Of)[] Inner) Pair() => default;

        private protected void Inside() { }

        public class Nested<U> where U : Base<T>, new()
        {
            public U? Inner { get; set; }

            public static Dictionary<string, List<U?>>? All(T key) => null;
        }

        protected sealed class Kept
        {
            public int Size => 1;
        }

        internal sealed class Hidden;
    }

    public sealed class Derived : Base<int>, IComparable<Derived>, IEnumerable<int>
    {
        public Derived(params string[] names) : base(names.Length) { }

        protected override void Run() { }

        public override (int Rows, (string? Name, float[] Of)[] Inner) Pair() => default;

        public int CompareTo(Derived? other) => 0;

        public IEnumerator<int> GetEnumerator() => Enumerable.Empty<int>().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    public struct Amount
    {
        public required int Units;

        public static Amount operator +(Amount left, Amount right) => left;

        public static bool operator <(Amount left, Amount right) => false;

        public static bool operator >(Amount left, Amount right) => false;

        public static implicit operator int(Amount amount) => amount.Units;

        public static explicit operator Amount(string text) => default;
    }

    [Obsolete("Use Other.")]
    public static T? Find<T, TKey>(this IEnumerable<T> values, Func<T, TKey?> key, IComparer<TKey>? comparer = null, CancellationToken stop = default)
        where T : class, new()
        where TKey : struct, IComparable<TKey> => null;

    public static ref int Places(ref int a, in long b, out string? c, ref readonly double d, params ReadOnlySpan<int?> rest)
    {
        c = null;
        return ref a;
    }

    public static void Defaults(int a = -1, float b = 0.5f, string? c = null, string d = "x", bool e = true, char f = 'f', Small g = Small.Few, Marks h = Marks.A | Marks.B, int? i = null, int? j = 3) { }

    public static void Bare(object? a, object[]? b, object?[] c, nint d) { }
}
