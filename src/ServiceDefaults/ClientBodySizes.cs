using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;

namespace DemoApp.ServiceDefaults;

/// <summary>
/// How many bytes the bodies of a call to another service have, which .NET has no metrics for. Next to the handler that makes the
/// connection, so that address and port are those of <c>http.client.request.duration</c>.
/// </summary>
/// <param name="maxAnswerBytes">The longest answer that is read into memory.</param>
public sealed class ClientBodySizes(long maxAnswerBytes) : DelegatingHandler
{
    private static readonly Histogram<long> RequestBodySize =
        BodySizeBuckets.Create(Names.HttpClientRequestBodySize, "Bytes of the bodies of HTTP requests sent.");

    private static readonly Histogram<long> ResponseBodySize =
        BodySizeBuckets.Create(Names.HttpClientResponseBodySize, "Bytes of the bodies of HTTP responses received.");

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            // HttpClient does so next: read by then, an answer has a length even where it came without one.
            await response.Content.LoadIntoBufferAsync(maxAnswerBytes, cancellationToken);
            Record(request, response, null);
            return response;
        }
        catch (Exception e)
        {
            Record(request, null, e);
            throw;
        }
    }

    private static void Record(HttpRequestMessage request, HttpResponseMessage? response, Exception? error)
    {
        if ((!RequestBodySize.Enabled && !ResponseBodySize.Enabled) || request.RequestUri is not { } address)
        {
            return;
        }

        var tags = new TagList
        {
            { Names.HttpRequestMethod, HttpAttributes.Method(request.Method.Method) },
            { Names.UrlScheme, address.Scheme },
            { Names.ServerAddress, address.Host },
            { Names.ServerPort, address.Port },
        };
        if (response is not null)
        {
            var status = (int)response.StatusCode;
            tags.Add(Names.HttpResponseStatusCode, HttpAttributes.Status(status));
            if (HttpAttributes.Version(response.Version) is { } version)
            {
                tags.Add(Names.NetworkProtocolVersion, version);
            }

            if (status >= 400)
            {
                tags.Add(Names.ErrorType, status.ToString(CultureInfo.InvariantCulture));
            }
        }
        else if (error is not null)
        {
            tags.Add(Names.ErrorType, ErrorType(error));
        }

        RequestBodySize.Record(request.Content?.Headers.ContentLength ?? 0, tags);
        if (response?.Content.Headers.ContentLength is { } length)
        {
            ResponseBodySize.Record(length, tags);
        }
    }

    // As .NET's own http.client.request.duration names it: connection_error, name_resolution_error and so on.
    private static string ErrorType(Exception error) => error is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var reason }
        ? JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString())
        : error.GetType().FullName!;
}
