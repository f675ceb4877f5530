using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>What a loaded model may be made of: the loadable classes and the extensions of every assembly registered here.</summary>
public sealed class ComponentCatalog
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _assemblies = [];
    private readonly Dictionary<string, Type> _loadable = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(Type Attribute, string Contract), Type> _extensions = [];

    internal ComponentCatalog() { }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        lock (_lock)
        {
            if (!_assemblies.Add(assembly.FullName!))
                return;
            foreach (var attribute in assembly.GetCustomAttributes<LoadableClassAttribute>())
                _loadable[attribute.LoaderSignature] = attribute.InstanceType;
            foreach (var type in LoadedTypes(assembly, throwOnError))
                foreach (var extension in type.GetCustomAttributes<ExtensionBaseAttribute>(inherit: false))
                    AddExtension(extension, type, throwOnError);
        }
    }

    /// <summary>Calls the loadable class's <c>static Create(IHostEnvironment, ModelLoadContext)</c>.</summary>
    internal object CreateInstance(string loaderSignature, IHostEnvironment env, ModelLoadContext context)
    {
        Type? type;
        lock (_lock)
            _loadable.TryGetValue(loaderSignature, out type);
        if (type == null)
            throw Errors.Corrupt($"unknown loader '{loaderSignature}'");
        var create = type.GetMethod("Create", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(IHostEnvironment), typeof(ModelLoadContext)])!;
        try
        {
            return create.Invoke(null, [env, context])!;
        }
        catch (TargetInvocationException e) when (e.InnerException is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new InvalidOperationException("Error during class instantiation", e);
        }
    }

    internal object GetExtension(Type attributeType, string contractName)
    {
        Type? type;
        lock (_lock)
            _extensions.TryGetValue((attributeType, contractName), out type);
        return type == null
            ? throw new InvalidOperationException($"Could not locate the extension type for contract '{contractName}'")
            : Activator.CreateInstance(type)!;
    }

    private void AddExtension(ExtensionBaseAttribute extension, Type type, bool throwOnError)
    {
        if (_extensions.TryAdd((extension.GetType(), extension.ContractName), type) || !throwOnError)
            return;
        throw new InvalidOperationException($"Duplicate contract name '{extension.ContractName}' in {type.Assembly.GetName().Name}");
    }

    private static IEnumerable<Type> LoadedTypes(Assembly assembly, bool throwOnError)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e) when (!throwOnError)
        {
            return e.Types.OfType<Type>();
        }
    }
}
