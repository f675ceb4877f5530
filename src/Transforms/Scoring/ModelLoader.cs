using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact;

/// <summary>Loads a saved ML.NET model and puts a <see cref="NetworkTransformer"/> in the place of each chain that one saved.</summary>
internal static class ModelLoader
{
    private const string Entry = "/OnnxModel";
    private const string Item = "Transform_";

    public static ITransformer Load(MLContext ml, Stream stream, string source, out DataViewSchema schema)
    {
        if (!stream.CanSeek)
        {
            var copy = new MemoryStream();
            stream.CopyTo(copy);
            stream = copy;
        }
        var start = stream.Position = stream.CanSeek ? stream.Position : 0;
        var networks = Networks(stream, source);
        stream.Position = start;
        var model = ml.Model.Load(stream, out schema);
        foreach (var (place, transformer) in networks)
            model = Replace(model, place, transformer);
        return model;
    }

    /// <summary>The networks of ours in the zip, with the place of each among the nested chains.</summary>
    private static List<(int[] Place, NetworkTransformer Transformer)> Networks(Stream stream, string source)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var found = new List<(int[], NetworkTransformer)>();
            foreach (var entry in zip.Entries)
            {
                // On Windows ML.NET writes the other slash.
                var name = entry.FullName.Replace('\\', '/');
                if (!name.EndsWith(Entry, StringComparison.Ordinal))
                    continue;
                var scoring = Network.Load(Bytes(entry));
                if (SavedModel.From(scoring.Metadata) is not { } saved)
                    continue;
                var places = name.Split('/').Where(p => p.StartsWith(Item, StringComparison.Ordinal)).Select(p => int.Parse(p[Item.Length..], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
                // The last number is that of the ONNX step within our own chain.
                found.Add((places[..^1], new NetworkTransformer(ScoringNetwork.Restore(scoring, saved), saved.Label, saved.Columns, saved.Report)));
            }
            return found;
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or ArgumentException or EndOfStreamException)
        {
            throw new InvalidDataException($"'{source}' is not a model that can be loaded: {e.Message}", e);
        }
    }

    /// <summary>ML.NET writes the length and then the bytes.</summary>
    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        Span<byte> length = stackalloc byte[sizeof(int)];
        content.ReadExactly(length);
        var count = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (count < 0 || count != entry.Length - sizeof(int))
            throw new InvalidDataException($"entry '{entry.FullName}' claims {count} bytes and holds {entry.Length - sizeof(int)}.");
        var bytes = new byte[count];
        content.ReadExactly(bytes);
        return bytes;
    }

    private static ITransformer Replace(ITransformer model, ReadOnlySpan<int> place, NetworkTransformer transformer)
    {
        if (place.IsEmpty)
        {
            (model as IDisposable)?.Dispose();
            return transformer;
        }
        if (model is not TransformerChain<ITransformer> chain || chain.Count() <= place[0])
            throw new InvalidDataException($"The model has no step {place[0]} where its file names one.");
        var steps = chain.ToArray();
        var scopes = steps.Select(s => Scope(chain, s)).ToArray();
        steps[place[0]] = Replace(steps[place[0]], place[1..], transformer);
        return new TransformerChain<ITransformer>(steps, scopes);
    }

    /// <summary>The scope of a step: a chain tells it only through what it gives for each scope.</summary>
    private static TransformerScope Scope(TransformerChain<ITransformer> chain, ITransformer step) =>
        new[] { TransformerScope.Training, TransformerScope.Testing, TransformerScope.Scoring }
            .Where(s => chain.GetModelFor(s).Any(t => ReferenceEquals(t, step))).Aggregate(TransformerScope.None, (all, s) => all | s);
}
