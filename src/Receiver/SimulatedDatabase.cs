using System.Diagnostics;
using Dapr;
using DemoApp.ServiceDefaults;
using Grpc.Core;

namespace DemoApp.Receiver;

/// <summary>The simulated database: one real write and one real read of the store, and simulated work.</summary>
internal sealed class SimulatedDatabase(IRecordStore store, ReceiverSettings settings, ServiceSettings service, ILogger<SimulatedDatabase> logger)
{
    /// <summary>What telemetry calls the product.</summary>
    internal const string SystemName = "simulated";

    /// <summary>What telemetry calls the database within it.</summary>
    internal const string Namespace = "demo_db";

    /// <summary>Keeps <paramref name="record"/> and returns how many records the store gives back for its key.</summary>
    /// <exception cref="StateStoreException">The store failed or took longer than its deadline.</exception>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async Task<int> QueryAsync(string key, ReadOnlyMemory<byte> record, CancellationToken cancellation)
    {
        using var span = Instrumentation.Source.StartActivity("database_query", ActivityKind.Client);
        span?.SetTag(Names.DbSystemName, SystemName);
        span?.SetTag(Names.DbOperationName, "select");
        span?.SetTag(Names.DbNamespace, Namespace);
        span?.SetTag(Names.DbCollectionName, store.Name);
        span?.SetTag(Names.AppTenantId, service.TenantId);
        try
        {
            var records = await WriteAndReadAsync(key, record, cancellation);
            await Task.Delay(settings.ProcessingTime, cancellation);
            span?.SetTag(Names.AppDbRecords, records);
            return records;
        }
        catch (StateStoreException e)
        {
            // Told here and nowhere else: this is the span that it belongs to.
            Log.StateStoreFailed(logger, e);
            span.SetError(e.InnerException!, service.ExceptionEvents);
            throw;
        }
        catch (OperationCanceledException e)
        {
            span.SetError(e.ErrorType());
            throw;
        }
    }

    private async Task<int> WriteAndReadAsync(string key, ReadOnlyMemory<byte> record, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(settings.StateStoreTimeout);
        try
        {
            await store.WriteAsync(key, record, deadline.Token);
            return await store.ReadAsync(key, deadline.Token) ? 1 : 0;
        }
        catch (Exception e) when (e is DaprException or RpcException or SimulatedDatabaseException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new StateStoreException(deadline.IsCancellationRequested
                ? $"State store \"{store.Name}\" took longer than {settings.StateStoreTimeout.TotalMilliseconds} ms"
                : $"State store \"{store.Name}\" failed", e);
        }
    }
}

/// <summary>The state store failed, or took longer than its deadline.</summary>
internal sealed class StateStoreException(string message, Exception cause) : Exception(message, cause);
