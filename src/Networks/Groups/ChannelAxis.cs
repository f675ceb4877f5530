namespace MLNetCompact;

/// <summary>Where the channels of a value lie: the dimension that counts them, and the number of the channel at each position of it.</summary>
internal sealed record ChannelAxis(int Axis, int[] Channels)
{
    public int Count => Channels.Length;
}
