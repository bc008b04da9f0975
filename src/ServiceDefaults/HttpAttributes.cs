using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DemoApp.ServiceDefaults;

/// <summary>Values of HTTP attributes, bounded whatever a caller sends.</summary>
internal static class HttpAttributes
{
    private const string OtherMethod = "_OTHER";
    private const int FirstStatus = 100;

    // Tags take objects: each status boxed once instead of with each measurement.
    private static readonly object[] Statuses = [.. Enumerable.Range(FirstStatus, 500).Select(static status => (object)status)];

    /// <summary>The method, or <c>_OTHER</c>: a caller's own word for a method is no value.</summary>
    public static string Method(string method)
    {
        var canonical = HttpMethods.GetCanonicalizedValue(method);
        return HttpMethods.IsGet(canonical) || HttpMethods.IsPost(canonical) || HttpMethods.IsPut(canonical) || HttpMethods.IsDelete(canonical)
            || HttpMethods.IsHead(canonical) || HttpMethods.IsOptions(canonical) || HttpMethods.IsPatch(canonical) || HttpMethods.IsTrace(canonical)
            || HttpMethods.IsConnect(canonical)
            ? canonical
            : OtherMethod;
    }

    /// <summary>The endpoint that was asked; the exception handler takes it off the context and keeps it in its own feature.</summary>
    public static Endpoint? Endpoint(HttpContext http) => http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint;

    /// <summary>The route as a template, or null where no route was found.</summary>
    public static string? Route(Endpoint? endpoint) => (endpoint as RouteEndpoint)?.RoutePattern.RawText;

    public static object Status(int status) =>
        status >= FirstStatus && status < FirstStatus + Statuses.Length ? Statuses[status - FirstStatus] : status;

    /// <summary>1.0, 1.1, 2 or 3, as .NET's own HTTP metrics write it.</summary>
    public static string? Version(Version version) => version switch
    {
        { Major: 1, Minor: 0 } => "1.0",
        { Major: 1, Minor: 1 } => "1.1",
        { Major: 2 } => "2",
        { Major: 3 } => "3",
        _ => null,
    };

    /// <inheritdoc cref="Version(System.Version)" />
    public static string? Version(string protocol) =>
        HttpProtocol.IsHttp11(protocol) ? "1.1"
        : HttpProtocol.IsHttp2(protocol) ? "2"
        : HttpProtocol.IsHttp10(protocol) ? "1.0"
        : HttpProtocol.IsHttp3(protocol) ? "3"
        : null;
}
