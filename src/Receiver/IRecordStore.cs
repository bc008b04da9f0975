namespace DemoApp.Receiver;

/// <summary>Where the simulated database keeps its records.</summary>
internal interface IRecordStore
{
    /// <summary>The store's name, as telemetry calls it.</summary>
    string Name { get; }

    /// <summary>Writes one record over whatever has its key.</summary>
    Task WriteAsync(string key, ReadOnlyMemory<byte> record, CancellationToken cancellation);

    /// <summary>Reads a record back and says whether it was there.</summary>
    Task<bool> ReadAsync(string key, CancellationToken cancellation);
}
