namespace Microsoft.ML.Data;

/// <summary>A 128-bit identifier of a row, independent of the order in which a cursor meets it.</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    public readonly ulong Low;
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    public DataViewRowId Fork() => Combine(new DataViewRowId(0x8d1f0a2b64c5e397, 0));

    public DataViewRowId Next() => Combine(new DataViewRowId(0x3c79ac492ba7b653, 1));

    public DataViewRowId Combine(DataViewRowId other)
    {
        var low = Scramble(Low ^ ulong.RotateLeft(other.Low, 31) ^ Scramble(other.High));
        return new DataViewRowId(low, Scramble(High + other.High + low));
    }

    public int CompareTo(DataViewRowId other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object? obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    public override string ToString() => $"{High:x16}{Low:x16}";

    /// <summary>Spreads the bits evenly (the finalizer of splitmix64).</summary>
    internal static ulong Scramble(ulong bits)
    {
        unchecked
        {
            bits += 0x9e3779b97f4a7c15;
            bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
            bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
            return bits ^ (bits >> 31);
        }
    }
}
