namespace DemoApp.TestSupport;

/// <summary>One export as it came: what it was, how, and its protobuf message byte for byte.</summary>
/// <param name="Signal">traces, metrics or logs.</param>
/// <param name="IsGrpc">True where it came over gRPC, false over HTTP.</param>
/// <param name="Headers">The headers of the request, names in lower case.</param>
/// <param name="Message">The message, decompressed and without gRPC's frame.</param>
public sealed record ReceivedRequest(string Signal, bool IsGrpc, IReadOnlyDictionary<string, string> Headers, byte[] Message)
{
    /// <summary>The spans, data points or log records of the message.</summary>
    public IReadOnlyList<object> Items { get; } = OtlpReading.Items(Signal, Message);
}
