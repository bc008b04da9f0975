using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace DemoApp.ServiceDefaults;

/// <summary>The bytes of a request's body, read whole into a rented buffer.</summary>
internal sealed class RequestBody : IDisposable
{
    private byte[] _buffer;

    private RequestBody(byte[] buffer) => _buffer = buffer;

    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Reads the body; a body that is too long or of another type is a problem instead.</summary>
    public static async Task<(RequestBody? Body, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellation)
    {
        if (request.ContentLength > maxBytes)
        {
            return (null, TooLarge(maxBytes));
        }

        var body = new RequestBody(ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? 4096) + 1));
        try
        {
            var length = await body.FillAsync(request.Body, maxBytes, cancellation);
            var problem = length > maxBytes ? TooLarge(maxBytes) : length > 0 ? Unsupported(request) : null;
            if (problem is null)
            {
                return (body, null);
            }

            body.Dispose();
            return (null, problem);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, Bytes) = ([], default);
        }
    }

    private async Task<int> FillAsync(Stream stream, int maxBytes, CancellationToken cancellation)
    {
        var length = 0;
        int read;
        while (length <= maxBytes && (read = await stream.ReadAsync(_buffer.AsMemory(length), cancellation)) > 0)
        {
            length += read;
            if (length == _buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                _buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }
        }

        Bytes = _buffer.AsMemory(0, length);
        return length;
    }

    private static ProblemHttpResult TooLarge(int maxBytes) =>
        Problems.Of(StatusCodes.Status413PayloadTooLarge, $"The body is too large: at most {maxBytes} bytes are read.");

    private static ProblemHttpResult? Unsupported(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0)
        {
            return Problems.Of(StatusCodes.Status415UnsupportedMediaType, "A compressed body is not read. Send it without Content-Encoding.");
        }

        // A body without a Content-Type is taken for what it has to be.
        if (string.IsNullOrEmpty(request.ContentType))
        {
            return null;
        }

        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? null
            : Problems.Of(StatusCodes.Status415UnsupportedMediaType, Problems.UnsupportedMediaType);
    }
}
