using DemoApp.ServiceDefaults;

namespace DemoApp.Receiver;

/// <summary>A record store that is slow or fails on purpose when it is written to.</summary>
internal sealed class FaultyRecordStore(IRecordStore store, FaultInjection faults) : IRecordStore
{
    public string Name => store.Name;

    public async Task WriteAsync(string key, ReadOnlyMemory<byte> record, CancellationToken cancellation)
    {
        if (await faults.InjectIntoDatabaseAsync(cancellation))
        {
            throw new SimulatedDatabaseException();
        }

        await store.WriteAsync(key, record, cancellation);
    }

    public Task<bool> ReadAsync(string key, CancellationToken cancellation) => store.ReadAsync(key, cancellation);
}

/// <summary>The database failed on purpose.</summary>
internal sealed class SimulatedDatabaseException() : Exception("A database failure was injected, see GET /faults");
