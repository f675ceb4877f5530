using System.Reflection;

namespace Microsoft.ML;

/// <summary>Who wrote a part of a model and who can read it.</summary>
internal sealed record VersionInfo(string ModelSignature, uint Version, string LoaderSignature, string LoaderAssembly)
{
    public VersionInfo(string modelSignature, uint version, string loaderSignature, Assembly loaderAssembly)
        : this(modelSignature, version, loaderSignature, loaderAssembly.FullName!) { }
}

/// <summary>Names the class that <see cref="Runtime.ComponentCatalog"/> creates for a loader signature.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute(Type instanceType, string loaderSignature) : Attribute
{
    public Type InstanceType { get; } = instanceType;

    public string LoaderSignature { get; } = loaderSignature;
}
