using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Calls generic code for types that are known only at run time.</summary>
internal static class Generic
{
    /// <summary>Calls <paramref name="sample"/>'s method with these type arguments in place of the sample's.</summary>
    public static TResult Call<TResult>(Delegate sample, Type[] types, params object?[] arguments)
    {
        var method = sample.Method.GetGenericMethodDefinition().MakeGenericMethod(types);
        return (TResult)method.Invoke(sample.Target, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }

    public static TResult Call<TResult>(Delegate sample, Type type, params object?[] arguments) => Call<TResult>(sample, [type], arguments);
}
