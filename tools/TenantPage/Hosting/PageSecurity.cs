using System.Net.Mime;

namespace DemoApp.TenantPage.Hosting;

/// <summary>
/// The page can send requests and cause faults, so no other web page may use it: only names of this machine are answered (a foreign name
/// that resolves to it is not), changes want JSON, which a form cannot send, and nothing from elsewhere is loaded.
/// </summary>
internal static class PageSecurity
{
    private const string Policy = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
    private static readonly string[] LocalNames = ["localhost", "127.0.0.1", "[::1]"];

    public static async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (!LocalNames.Contains(HostName(http.Request), StringComparer.OrdinalIgnoreCase))
        {
            await RefuseAsync(
                http, StatusCodes.Status421MisdirectedRequest, $"This page answers to localhost, not to \"{HostName(http.Request)}\".");
        }
        else if (IsChange(http.Request) && http.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none"))
        {
            await RefuseAsync(http, StatusCodes.Status403Forbidden, "Another web page may not change anything here.");
        }
        else if (IsChange(http.Request) && !IsJson(http.Request))
        {
            await RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType, "Changes want Content-Type: application/json.");
        }
        else
        {
            await next(http);
        }
    }

    /// <summary>The name as it was sent: <c>Request.Host</c> throws for a malformed internationalized one.</summary>
    private static string HostName(HttpRequest request)
    {
        var host = request.Headers.Host.ToString();
        var port = host.LastIndexOf(':');
        return port > host.LastIndexOf(']') ? host[..port] : host;
    }

    private static bool IsJson(HttpRequest request) =>
        request.ContentType?.Split(';')[0].Trim().Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsChange(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    private static Task RefuseAsync(HttpContext http, int status, string detail) =>
        TypedResults.Problem(detail, statusCode: status).ExecuteAsync(http);
}
