namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    public class Options
    {
        public Column[] Columns = [];
        public char[] Separators = ['\t'];
        public bool HasHeader;
        public bool AllowQuoting;
        public bool AllowSparse;
        public bool TrimWhitespace;
        public bool MissingRealsAsNaNs;
        public long? MaxRows;

        public Options() { }
    }

    /// <summary>A column and the fields it is made of.</summary>
    public sealed class Column
    {
        public string Name = "";
        public Range[] Source = [];
        public KeyCount? KeyCount;

        public Column() { }

        public Column(string name, DataKind dataKind, int index) : this(name, dataKind, [new Range(index)]) { }

        public Column(string name, DataKind dataKind, int minIndex, int maxIndex) : this(name, dataKind, [new Range(minIndex, maxIndex)]) { }

        public Column(string name, DataKind dataKind, Range[] source, KeyCount? keyCount = null)
        {
            Runtime.Errors.CheckNonEmpty(name, nameof(name));
            Name = name;
            DataKind = dataKind;
            Source = source ?? throw new ArgumentNullException(nameof(source));
            KeyCount = keyCount;
        }

        public DataKind DataKind { get; set; } = DataKind.Single;

        internal bool IsVector => Source.Length != 1 || Source[0].ForceVector || Source[0].Max != Source[0].Min;
    }

    /// <summary>Fields Min to Max; to the last one when Max is null.</summary>
    public sealed class Range
    {
        public int Min;
        public int? Max;
        public bool AutoEnd;
        public bool ForceVector;

        public Range() { }

        public Range(int index) : this(index, index) { }

        public Range(int min, int? max)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(min);
            if (max < min)
                throw new ArgumentOutOfRangeException(nameof(max), "Must be greater than or equal to min");
            Min = min;
            Max = max;
            AutoEnd = max == null;
        }
    }
}
