using System.Globalization;
using Dapr.Client;

namespace DemoApp.Receiver;

/// <summary>Keeps records in a Dapr state store, by way of the sidecar.</summary>
internal sealed class DaprRecordStore(DaprClient dapr, ReceiverSettings settings) : IRecordStore
{
    private readonly Dictionary<string, string> _metadata = new()
    {
        ["ttlInSeconds"] = settings.RecordLifetime.TotalSeconds.ToString(CultureInfo.InvariantCulture),
    };

    public string Name => settings.StateStore;

    public Task WriteAsync(string key, ReadOnlyMemory<byte> record, CancellationToken cancellation) =>
        dapr.SaveByteStateAsync(settings.StateStore, key, record, metadata: _metadata, cancellationToken: cancellation);

    public async Task<bool> ReadAsync(string key, CancellationToken cancellation) =>
        !(await dapr.GetByteStateAsync(settings.StateStore, key, cancellationToken: cancellation)).IsEmpty;
}
