using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace DemoApp.ServiceDefaults;

/// <summary>The bytes of a request's body, read whole into a rented buffer that grows with what comes.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBufferBytes = 4096;

    private readonly BodyBudget _budget;
    private byte[] _buffer = [];
    private int _taken;

    private RequestBody(BodyBudget budget) => _budget = budget;

    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Reads the body; one that is too long, of another type or one too many is a problem instead.</summary>
    public static async Task<(RequestBody? Body, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellation)
    {
        if (request.ContentLength > maxBytes)
        {
            return (null, TooLarge(maxBytes));
        }

        var body = new RequestBody(request.HttpContext.RequestServices.GetRequiredService<BodyBudget>());
        try
        {
            var problem = await body.FillAsync(request, maxBytes, cancellation);
            if (problem is null)
            {
                return (body, null);
            }

            body.Dispose();
            return (null, problem);
        }
        catch (IOException e) when (e is not BadHttpRequestException && !cancellation.IsCancellationRequested)
        {
            // Kestrel says so of a chunk with a wrong size, and of a connection that is reset.
            body.Dispose();
            return (null, Problems.Of(StatusCodes.Status400BadRequest, "The body breaks off before its end, or is not chunked as HTTP has it."));
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ReleaseBuffer();
        _budget.Return(_taken);
        _taken = 0;
    }

    /// <summary>Gives the buffer back before the request is answered; its part of the budget stays taken, for what was made of it.</summary>
    public void ReleaseBuffer()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, Bytes) = ([], default);
        }
    }

    private async Task<ProblemHttpResult?> FillAsync(HttpRequest request, int maxBytes, CancellationToken cancellation)
    {
        var length = 0;
        while (length <= maxBytes && length != request.ContentLength)
        {
            if (length == _buffer.Length && !TryGrow(length))
            {
                return Problems.Unavailable(request.HttpContext.Response,
                    "This service has as many request bodies in memory as it may. Nothing was processed; try again.");
            }

            var read = await request.Body.ReadAsync(_buffer.AsMemory(length), cancellation);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        Bytes = _buffer.AsMemory(0, length);
        return length > maxBytes ? TooLarge(maxBytes) : length > 0 ? Unsupported(request) : null;
    }

    private bool TryGrow(int length)
    {
        // A power of two, which is what the pool has: what is taken of the budget is what is rented. Taken first, because a flood of
        // refused requests must not rent either.
        var size = Math.Max(FirstBufferBytes, _buffer.Length * 2);
        var more = size - _buffer.Length;
        if (!_budget.TryTake(more))
        {
            return false;
        }

        _taken += more;
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, length).CopyTo(larger);
        ReleaseBuffer();
        _buffer = larger;
        return true;
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
