using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace DemoApp.ServiceDefaults;

/// <summary>
/// How many bytes of a request's body were read and how many of its answer's were written, which .NET has no metrics for.
/// Counted, not taken from Content-Length: that is a caller's word, and one word of it could spoil a sum for good.
/// </summary>
internal static class ServerBodySizes
{
    private static readonly Histogram<long> RequestBodySize =
        BodySizeBuckets.Create(Names.HttpServerRequestBodySize, "Bytes read of the bodies of HTTP requests.");

    private static readonly Histogram<long> ResponseBodySize =
        BodySizeBuckets.Create(Names.HttpServerResponseBodySize, "Bytes written of the bodies of HTTP responses.");

    public static void UseBodySizes(this WebApplication app) =>
        app.Use(static next => http => RequestBodySize.Enabled || ResponseBodySize.Enabled ? MeasureAsync(http, next) : next(http));

    private static async Task MeasureAsync(HttpContext http, RequestDelegate next)
    {
        var bodies = CountedBodies.Attach(http);
        var error = (Exception?)null;
        try
        {
            await next(http);
        }
        catch (Exception e)
        {
            error = e;
            throw;
        }
        finally
        {
            bodies.Detach(http);
            Record(http, bodies, error);
        }
    }

    private static void Record(HttpContext http, CountedBodies bodies, Exception? error)
    {
        var endpoint = HttpAttributes.Endpoint(http);
        if (endpoint?.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is not null)
        {
            return;
        }

        var status = http.Response.StatusCode;
        var tags = new TagList
        {
            { Names.HttpRequestMethod, HttpAttributes.Method(http.Request.Method) },
            { Names.UrlScheme, http.Request.Scheme },
            { Names.HttpResponseStatusCode, HttpAttributes.Status(status) },
        };
        if (HttpAttributes.Route(endpoint) is { } route)
        {
            tags.Add(Names.HttpRoute, route);
        }

        if (HttpAttributes.Version(http.Request.Protocol) is { } version)
        {
            tags.Add(Names.NetworkProtocolVersion, version);
        }

        if (status >= StatusCodes.Status500InternalServerError || error is not null)
        {
            error ??= http.Features.Get<IExceptionHandlerFeature>()?.Error;
            tags.Add(Names.ErrorType, error?.GetType().FullName ?? status.ToString(CultureInfo.InvariantCulture));
        }

        RequestBodySize.Record(bodies.BytesRead, tags);
        // What is written for HEAD is never sent.
        ResponseBodySize.Record(HttpMethods.IsHead(http.Request.Method) ? 0 : bodies.BytesWritten, tags);
    }
}
