namespace Microsoft.ML;

/// <summary>
/// One folder of a model file, into which one part of a model writes itself. Outsiders can only hand it on:
/// whatever they save through, writes its own header here and is what will be loaded.
/// </summary>
public sealed class ModelSaveContext : IDisposable
{
    internal const string KeyName = "Model.key";

    private readonly MemoryStream _content = new();
    private VersionInfo? _info;

    internal ModelSaveContext(RepositoryWriter repository, string directory)
    {
        Repository = repository;
        Directory = directory;
        Writer = new BinaryWriter(_content);
    }

    internal RepositoryWriter Repository { get; }

    internal string Directory { get; }

    internal BinaryWriter Writer { get; }

    /// <summary>Saves a part into a folder of its own.</summary>
    internal static void SaveModel(RepositoryWriter repository, object part, string directory)
    {
        if (part is not ICanSaveModel model)
            throw new InvalidOperationException($"{part.GetType()} cannot be saved.");
        using var context = new ModelSaveContext(repository, directory);
        model.Save(context);
        context.Done();
    }

    internal void SaveModel(object part, string name) => SaveModel(Repository, part, $"{Directory}/{name}");

    internal void SaveBinaryStream(string name, Action<BinaryWriter> write) => Repository.WriteEntry($"{Directory}/{name}", write);

    /// <summary>Writes who this part is; at most once and before anything else.</summary>
    internal void SetVersionInfo(VersionInfo info)
    {
        if (_info != null || _content.Length > 0)
            throw new InvalidOperationException("Another part was already saved here.");
        _info = info;
    }

    internal void Done()
    {
        if (_info == null)
            throw new InvalidOperationException("ModelSignature not specified!");
        Writer.Flush();
        Repository.WriteEntry($"{Directory}/{KeyName}", writer =>
        {
            writer.Write(ModelHeader.Write(_info));
            writer.Write(_content.GetBuffer().AsSpan(0, (int)_content.Length));
        });
    }

    public void Dispose() => Writer.Dispose();
}
