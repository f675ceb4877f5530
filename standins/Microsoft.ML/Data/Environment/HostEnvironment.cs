using System.Collections.Concurrent;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// The root environment of an <see cref="MLContext"/>, and every host registered under it. A host draws its seed from
/// its parent, so that the same seed and the same order of registrations give the same numbers.
/// </summary>
internal sealed class HostEnvironment : IHost, IHostEnvironmentInternal
{
    private readonly Lock _lock = new();
    private readonly Action<LoggingEventArgs> _log;
    private readonly string _name;

    public HostEnvironment(int? seed, Action<LoggingEventArgs> log)
    {
        _log = log;
        _name = "";
        Seed = seed;
        Rand = seed is { } given ? new Random(given) : new Random();
        ComponentCatalog = new ComponentCatalog();
        Options = new ConcurrentDictionary<string, object?>();
        TempFilePath = Path.GetTempPath();
    }

    private HostEnvironment(HostEnvironment parent, string name, int seed)
    {
        _log = parent._log;
        _name = parent._name.Length == 0 ? name : $"{parent._name}; {name}";
        Seed = parent.Seed;
        Rand = new Random(seed);
        ComponentCatalog = parent.ComponentCatalog;
        Options = parent.Options;
        TempFilePath = parent.TempFilePath;
        GpuDeviceId = parent.GpuDeviceId;
        FallbackToCpu = parent.FallbackToCpu;
    }

    public Random Rand { get; }

    public int? Seed { get; }

    public ComponentCatalog ComponentCatalog { get; }

    public IDictionary<string, object?> Options { get; }

    public string TempFilePath { get; set; }

    public int? GpuDeviceId { get; set; }

    public bool FallbackToCpu { get; set; }

    public string ContextDescription => _name;

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Errors.CheckNonEmpty(name, nameof(name));
        lock (_lock)
            return new HostEnvironment(this, name, seed ?? Rand.Next());
    }

    public TException Process<TException>(TException ex) where TException : Exception => ex;

    public IChannel Start(string name) => new Channel(_name.Length == 0 ? name : $"{_name}; {name}", _log);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new SilentPipe<TMessage>(name);

    public IProgressChannel StartProgressChannel(string name) => new SilentProgress();
}
