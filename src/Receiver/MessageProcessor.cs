using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using DemoApp.ServiceDefaults;

namespace DemoApp.Receiver;

/// <summary>Processes one message: a query of the simulated database, and how long it took.</summary>
internal sealed class MessageProcessor(SimulatedDatabase database, ServiceSettings service)
{
    /// <summary>Processes a message and answers for it.</summary>
    /// <exception cref="StateStoreException">The state store failed.</exception>
    public async Task<ProcessResponse> ProcessAsync(string requestId, string sender, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        using var span = Instrumentation.Source.StartActivity("process_data");
        span?.SetTag(Names.AppRequestId, requestId);
        span?.SetTag(Names.AppTenantId, service.TenantId);
        span?.SetTag(Names.AppSenderService, sender);
        var start = Stopwatch.GetTimestamp();
        var success = false;
        try
        {
            var records = await database.QueryAsync(requestId, data, cancellation);
            success = true;
            return new ProcessResponse("processed", requestId, service.TenantId, sender, service.ServiceName,
                new DatabaseResult(records, "success"), Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        finally
        {
            span?.SetTag(Names.AppProcessingSuccess, success);
            span?.SetTag(Names.AppProcessingDuration, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
    }
}

/// <summary>Registers <see cref="MessageProcessor"/>.</summary>
internal static class MessageProcessorExtensions
{
    public static void AddMessageProcessor(this WebApplicationBuilder builder)
    {
        var settings = ReceiverSettings.Read(builder.Settings());
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<SimulatedDatabase>();
        builder.Services.AddSingleton<MessageProcessor>();
        if (settings.StateStore == ReceiverSettings.NoStateStore)
        {
            builder.Services.AddRecordStore<ProcessRecordStore>();
        }
        else
        {
            builder.Services.AddSidecar();
            builder.Services.AddRecordStore<DaprRecordStore>();
        }
    }

    // Timed with its faults, so that they show in the duration as those of a real store would.
    private static void AddRecordStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(this IServiceCollection services)
        where TStore : class, IRecordStore
    {
        services.AddSingleton<TStore>();
        services.AddSingleton<IRecordStore>(provider => new MeasuredRecordStore(
            new FaultyRecordStore(provider.GetRequiredService<TStore>(), provider.GetRequiredService<FaultInjection>())));
    }
}
