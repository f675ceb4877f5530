using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;

[assembly: Microsoft.ML.LoadableClass(typeof(OnnxTransformer), OnnxTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Appends outputs of an ONNX model, run once for each row. Input columns bear the names of the model's inputs.</summary>
public sealed class OnnxTransformer : RowToRowTransformerBase, IDisposable
{
    internal const string LoaderSignature = "OnnxTransform";
    private const string ModelEntry = "OnnxModel";
    private static readonly VersionInfo Version = new("ONNXSCOR", 1, LoaderSignature, Assembly.GetExecutingAssembly());

    private readonly IDictionary<string, int[]>? _shapes;

    internal OnnxTransformer(IHostEnvironment env, OnnxOptions options, bool ownsFile = false) : base(env.Register(nameof(OnnxTransformer)))
    {
        Errors.CheckNonEmpty(options.ModelFile, nameof(options.ModelFile));
        _shapes = options.ShapeDictionary;
        Model = new OnnxModel(env, options, ownsFile);
        try
        {
            Inputs = Choose(options.InputColumns, Model.Inputs, "Input");
            Outputs = Choose(options.OutputColumns, Model.Outputs, "Output");
        }
        catch
        {
            Model.Dispose();
            throw;
        }
    }

    internal OnnxModel Model { get; }

    internal IReadOnlyList<OnnxNode> Inputs { get; }

    internal IReadOnlyList<OnnxNode> Outputs { get; }

    public void Dispose() => Model.Dispose();

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new OnnxMapper(this, schema);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        var bytes = Model.ReadFile();
        ctx.SaveBinaryStream(ModelEntry, writer =>
        {
            writer.Write(bytes.Length);
            writer.Write(bytes);
        });
        WriteNames(ctx.Writer, Inputs);
        WriteNames(ctx.Writer, Outputs);
        ctx.Writer.Write(_shapes?.Count ?? 0);
        foreach (var (name, shape) in (_shapes ?? new Dictionary<string, int[]>()).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            ctx.Writer.Write(name);
            ValueCodec<int>.WriteAll(ctx.Writer, shape);
        }
    }

    /// <summary>The device is that of the context that loads, not of the one that saved.</summary>
    internal static OnnxTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.Check(Version);
        byte[] bytes = [];
        context.LoadBinaryStream(ModelEntry, reader => bytes = reader.ReadBytes(reader.ReadInt32()));
        var options = new OnnxOptions
        {
            InputColumns = ReadNames(context.Reader),
            OutputColumns = ReadNames(context.Reader),
            ShapeDictionary = ReadShapes(context.Reader),
            GpuDeviceId = (env as IHostEnvironmentInternal)?.GpuDeviceId,
            FallbackToCpu = env is IHostEnvironmentInternal { FallbackToCpu: true },
        };
        options.ModelFile = OnnxModel.CopyToTemporaryFile(env, file => file.Write(bytes));
        return new OnnxTransformer(env, options, ownsFile: true);
    }

    private static OnnxNode[] Choose(string[]? names, IReadOnlyList<OnnxNode> nodes, string role)
    {
        var visible = nodes.Where(n => !n.Name.StartsWith("mlnet.", StringComparison.Ordinal)).ToArray();
        return names is not { Length: > 0 } ? visible : Array.ConvertAll(names, name => nodes.FirstOrDefault(n => n.Name == name)
            ?? throw new ArgumentOutOfRangeException(nameof(names), $"{role} tensor, {name}, does not exist in the ONNX model. Available names are [{string.Join(", ", visible.Select(n => n.Name))}]."));
    }

    private static void WriteNames(BinaryWriter writer, IReadOnlyList<OnnxNode> nodes)
    {
        writer.Write(nodes.Count);
        foreach (var node in nodes)
            writer.Write(node.Name);
    }

    private static string[] ReadNames(BinaryReader reader) => [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString())];

    private static Dictionary<string, int[]>? ReadShapes(BinaryReader reader)
    {
        var shapes = new Dictionary<string, int[]>();
        for (var count = reader.ReadInt32(); count > 0; count--)
            shapes[reader.ReadString()] = ValueCodec<int>.ReadAll(reader);
        return shapes.Count > 0 ? shapes : null;
    }
}
