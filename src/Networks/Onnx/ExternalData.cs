using System.Globalization;
using Google.Protobuf;

namespace MLNetCompact.Onnx;

/// <summary>
/// Tensors that a model keeps in files beside its own. Only files inside the model's folder are read, and no more of them than they hold,
/// however often the model names them. Checksums are not checked.
/// </summary>
internal sealed class ExternalData : IDisposable
{
    private const int External = 1;
    private const int MostLinks = 40;

    private readonly string? _folder;
    private readonly Dictionary<string, (FileStream Stream, long Unread)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Path, long Offset, long Length), ByteString> _regions = [];

    /// <param name="modelFile">The model's file, or null if only its bytes are given: then nothing outside can be found.</param>
    private ExternalData(string? modelFile) => _folder = modelFile is null ? null : RealPath(Path.GetDirectoryName(Path.GetFullPath(modelFile))!);

    /// <summary>Moves what is kept outside into the model.</summary>
    /// <exception cref="InvalidDataException">A file is not there, not inside the model's folder, or too short.</exception>
    public static void Inline(ModelProto model, string? modelFile)
    {
        var outside = Tensors(model.Graph).Concat(model.Functions.SelectMany(f => f.Node).SelectMany(Tensors)).Where(t => t.DataLocation == External).ToArray();
        if (outside.Length == 0)
            return;
        using var data = new ExternalData(modelFile);
        foreach (var tensor in outside)
            data.Inline(tensor);
    }

    public void Dispose()
    {
        foreach (var (stream, _) in _files.Values)
            stream.Dispose();
    }

    private void Inline(TensorProto tensor)
    {
        if (_folder is null)
            throw new InvalidDataException($"Weight '{tensor.Name}' is kept outside the file, where only bytes are given; read the model by its path.");
        string? Entry(string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;
        long Number(string key, long absent) => Entry(key) is not { } text ? absent
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new InvalidDataException($"Weight '{tensor.Name}' is kept outside the file with {key} '{text}'; expected a number of at least 0.");
        var (location, offset) = (Entry("location") ?? "", Number("offset", 0));
        var needed = OnnxTensor.Elements(tensor) * OnnxTensor.Size(tensor);
        var length = Number("length", needed);
        if (length != needed)
            throw new InvalidDataException($"Weight '{tensor.Name}' needs {needed} bytes, but '{location}' is to give {length}.");
        tensor.RawData = length == 0 ? ByteString.Empty : Read(tensor.Name, location, offset, length);
        tensor.ExternalData.Clear();
        tensor.ClearDataLocation();
    }

    private ByteString Read(string name, string location, long offset, long length)
    {
        var path = Find(name, location);
        if (_regions.TryGetValue((path, offset, length), out var known))
            return known;
        try
        {
            if (!_files.TryGetValue(path, out var file))
            {
                // Pipes and devices have no length, and opening one may wait forever.
                var size = new FileInfo(path).Length;
                if (length > size || offset > size - length)
                    throw Short(name, location, offset, length, size);
                file = (new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0), size);
            }
            if (length > file.Unread || offset > file.Stream.Length - length)
                throw Short(name, location, offset, length, file.Stream.Length);
            _files[path] = (file.Stream, file.Unread - length);
            var bytes = new byte[length];
            file.Stream.Position = offset;
            file.Stream.ReadExactly(bytes);
            return _regions[(path, offset, length)] = UnsafeByteOperations.UnsafeWrap(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"Weight '{name}' is kept in '{location}', which cannot be read: {e.Message}", e);
        }
    }

    private static InvalidDataException Short(string name, string location, long offset, long length, long size) =>
        new($"Weight '{name}' is kept in '{location}' from byte {offset} on with {length} bytes, but that file holds {size} for all weights together.");

    /// <summary>The file of that location, links followed. It has to lie in the model's folder.</summary>
    private string Find(string name, string location)
    {
        var parts = location.Split('/');
        if (parts.Any(p => p is "" or ".." || p.AsSpan().ContainsAny('\\', ':', '\0')))
            throw new InvalidDataException($"Weight '{name}' is kept in '{location}'; expected a relative path inside the model's folder.");
        string path;
        try
        {
            path = RealPath(Path.Combine([_folder!, .. parts]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"Weight '{name}' is kept in '{location}', which cannot be found: {e.Message}", e);
        }
        return path.StartsWith(_folder!.EndsWith(Path.DirectorySeparatorChar) ? _folder : _folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path
            : throw new InvalidDataException($"Weight '{name}' is kept in '{location}', a link that leads out of the model's folder.");
    }

    /// <summary>The path without links, in its folders as in itself.</summary>
    private static string RealPath(string path, int links = 0)
    {
        var root = Path.GetPathRoot(path)!;
        var real = root;
        foreach (var part in path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (File.ResolveLinkTarget(real, returnFinalTarget: true) is not { } target)
                continue;
            // Folders may link to one another in a circle.
            real = links < MostLinks ? RealPath(target.FullName, links + 1) : throw new IOException($"'{path}' follows more than {MostLinks} links.");
        }
        return real;
    }

    private static IEnumerable<TensorProto> Tensors(GraphProto graph) =>
        graph.Initializer.Concat(graph.SparseInitializer.SelectMany(Tensors)).Concat(graph.Node.SelectMany(Tensors));

    private static IEnumerable<TensorProto> Tensors(NodeProto node) => node.Attribute.SelectMany(a =>
        a.Tensors.Concat(a.SparseTensors.SelectMany(Tensors)).Concat(a.Graphs.SelectMany(Tensors))
            .Concat(a.T is { } tensor ? [tensor] : []).Concat(a.SparseTensor is { } sparse ? Tensors(sparse) : []).Concat(a.G is { } graph ? Tensors(graph) : []));

    private static IEnumerable<TensorProto> Tensors(SparseTensorProto sparse) => new[] { sparse.Values, sparse.Indices }.OfType<TensorProto>();
}
