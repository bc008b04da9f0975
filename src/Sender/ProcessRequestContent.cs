using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;

namespace DemoApp.Sender;

/// <summary>The body of <c>POST /process</c>: <c>{request_id, tenant_id, sender, data}</c>, data being the caller's body byte for byte.</summary>
internal static class ProcessRequestContent
{
    // The member names and the three short values.
    private const int EnvelopeBytes = 512;

    public static ReadOnlyMemoryContent Create(string requestId, string tenantId, string sender, ReadOnlyMemory<byte> data)
    {
        var buffer = new ArrayBufferWriter<byte>(data.Length + EnvelopeBytes);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("request_id"u8, requestId);
            writer.WriteString("tenant_id"u8, tenantId);
            writer.WriteString("sender"u8, sender);
            writer.WritePropertyName("data"u8);
            writer.WriteRawValue(data.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        // Bytes in memory have a Content-Length; a sidecar never retries a chunked body.
        return new ReadOnlyMemoryContent(buffer.WrittenMemory)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
    }
}
