using Microsoft.ML;

namespace MLNetCompact;

/// <summary>
/// Everything about neural networks in ML.NET: where a chain of steps begins, and where saved models are loaded. Packages with trainers add their steps
/// as extension methods.
/// </summary>
public sealed class CompactionCatalog
{
    private readonly MLContext _context;
    private readonly RunSettings _settings;

    internal CompactionCatalog(MLContext context, RunSettings settings) => (_context, _settings) = (context, settings);

    /// <summary>Starts from a network as it is, with fresh weights or trained ones; append steps to it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="columns">The names of the columns that it reads and makes; ML.NET's usual names if left out.</param>
    public NetworkEstimator From(Network network, NetworkColumns? columns = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new GivenNetwork(_context, network, columns ?? new(), _settings);
    }

    /// <summary>Starts from a model that was fitted or loaded; steps go on from its weights.</summary>
    /// <param name="model">The model.</param>
    /// <param name="columns">The names of the columns that it reads and makes; ML.NET's usual names if left out.</param>
    public NetworkEstimator From(NetworkTransformer model, NetworkColumns? columns = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return From(model.Network, columns);
    }

    /// <summary>Starts from an ONNX file; steps go on from its weights.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The names of the columns that it reads and makes; ML.NET's usual names if left out.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no ONNX model, or one that cannot be read; the message names the file and the place.</exception>
    public NetworkEstimator FromOnnx(string path, NetworkColumns? columns = null) => From(Network.Load(path), columns);

    /// <summary>Tries a chain of steps with other options over and over: what is most accurate, smallest, fastest.</summary>
    /// <param name="chain">The chain, with the options that do not vary.</param>
    /// <param name="options">How many trials, of what kind, and where they are kept.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or nothing varies; the message names it.</exception>
    public CompactionSweep Sweep(NetworkEstimator chain, SweepOptions options)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(options);
        return new CompactionSweep(_context, chain, options);
    }

    /// <summary>
    /// Loads a model.zip as <c>ml.Model.Load</c> does, with a <see cref="NetworkTransformer"/> (its network, report and column names) in the place where one was saved.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="inputSchema">The schema that it was saved with.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or was saved by a newer version of this package; the message names the file.</exception>
    public ITransformer Load(string path, out DataViewSchema inputSchema)
    {
        using var stream = File.OpenRead(path);
        return ModelLoader.Load(_context, stream, path, out inputSchema);
    }

    /// <summary>Loads a model from a stream; see <see cref="Load(string, out DataViewSchema)"/>.</summary>
    /// <param name="stream">The bytes of a model.zip.</param>
    /// <param name="inputSchema">The schema that it was saved with.</param>
    /// <exception cref="InvalidDataException">It is damaged, or was saved by a newer version of this package.</exception>
    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ModelLoader.Load(_context, stream, "the given stream", out inputSchema);
    }
}

/// <summary>The door: <c>ml.Compaction()</c>.</summary>
public static class CompactionExtensions
{
    /// <summary>Everything about neural networks: steps that train and compact, and loading what they made.</summary>
    /// <param name="context">The context of the pipeline; its <see cref="MLContext.GpuDeviceId"/> decides what trains.</param>
    /// <param name="settings">Progress, cancellation, checkpoints and the like; defaults if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message names it.</exception>
    public static CompactionCatalog Compaction(this MLContext context, RunSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        settings ??= new();
        settings.Validate();
        return new CompactionCatalog(context, settings);
    }
}
