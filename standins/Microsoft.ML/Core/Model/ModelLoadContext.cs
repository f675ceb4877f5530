using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>One folder of a model file, from which one part of a model is made again.</summary>
internal sealed class ModelLoadContext : IDisposable
{
    private readonly RepositoryReader _repository;
    private readonly string _directory;
    private readonly VersionInfo _info;

    private ModelLoadContext(RepositoryReader repository, string directory)
    {
        _repository = repository;
        _directory = directory;
        Reader = repository.OpenEntry($"{directory}/{ModelSaveContext.KeyName}");
        _info = ModelHeader.Read(Reader);
    }

    public BinaryReader Reader { get; }

    public static T LoadModel<T>(IHostEnvironment env, RepositoryReader repository, string directory) where T : class
    {
        using var context = new ModelLoadContext(repository, directory);
        env.ComponentCatalog.RegisterAssembly(Assembly.Load(context._info.LoaderAssembly));
        return env.ComponentCatalog.CreateInstance(context._info.LoaderSignature, env, context) as T
            ?? throw Errors.Corrupt($"'{directory}' is not a {typeof(T).Name}");
    }

    public T LoadModel<T>(IHostEnvironment env, string name) where T : class => LoadModel<T>(env, _repository, $"{_directory}/{name}");

    public void LoadBinaryStream(string name, Action<BinaryReader> read)
    {
        using var reader = _repository.OpenEntry($"{_directory}/{name}");
        read(reader);
    }

    /// <summary>Throws unless this part is the one expected, and not from a later version.</summary>
    public void Check(VersionInfo expected)
    {
        if (_info.ModelSignature != expected.ModelSignature || _info.Version > expected.Version)
            throw Errors.Corrupt($"'{_directory}' is {_info.ModelSignature} {_info.Version}, expected {expected.ModelSignature} {expected.Version}");
    }

    public void Dispose() => Reader.Dispose();
}
