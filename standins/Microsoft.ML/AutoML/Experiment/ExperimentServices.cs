using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.AutoML;

/// <summary>What runners, tuners and monitors can ask for: the settings, a channel, and contexts of their own.</summary>
internal static class ExperimentServices
{
    public static ServiceCollection Of(MLContext context, AutoMLExperiment.AutoMLExperimentSettings settings)
    {
        var channel = ((IChannelProvider)context).Start($"{nameof(AutoMLExperiment)}-ChildContext");
        var services = new ServiceCollection();
        services.AddTransient(_ => Child(context, channel));
        services.AddSingleton(settings);
        services.AddSingleton(((IChannelProvider)context).Start(nameof(AutoMLExperiment)));
        return services;
    }

    /// <summary>A new context of the same seed and devices, heard by the log of the first.</summary>
    private static MLContext Child(MLContext context, IChannel channel)
    {
        var child = new MLContext(((IHostEnvironmentInternal)context).Seed)
        {
            GpuDeviceId = context.GpuDeviceId,
            FallbackToCpu = context.FallbackToCpu,
            TempFilePath = context.TempFilePath,
        };
        child.Log += (_, e) => channel.Send(new ChannelMessage(e.Kind, MessageSensitivity.Unknown, e.Message));
        return child;
    }
}
