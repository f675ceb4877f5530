using MLNetCompact.RealData;

namespace MLNetCompact.Tests.Tools;

/// <summary>Something from outside that a test needs, fetched once. Where it cannot be had, the test is skipped and says so.</summary>
internal sealed class Fetched<T>(Func<T> fetch) where T : class
{
    private readonly Lock _lock = new();
    private T? _value;
    private string? _unavailable;

    public T Value
    {
        get
        {
            lock (_lock)
            {
                if (_value is null && _unavailable is null)
                {
                    try
                    {
                        _value = fetch();
                    }
                    catch (DataUnavailableException e)
                    {
                        _unavailable = e.Message;
                    }
                }
                if (_value is null)
                    Assert.Inconclusive($"Not run: {_unavailable}");
                return _value;
            }
        }
    }
}
