namespace MLNetCompact.RealData;

/// <summary>A data set is not on this machine and could not be fetched. The message says what to install or to download.</summary>
public sealed class DataUnavailableException : IOException
{
    /// <summary>Makes one without an explanation.</summary>
    public DataUnavailableException()
    {
    }

    /// <summary>Makes one that says what to do.</summary>
    public DataUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one that says what to do, and why it came to that.</summary>
    public DataUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
