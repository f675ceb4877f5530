namespace MLNetCompact.Tests.Tools;

/// <summary>Progress that is heard at once, on the thread that reports it.</summary>
internal sealed class Listener<T>(Action<T> hear) : IProgress<T>
{
    public void Report(T value) => hear(value);
}
