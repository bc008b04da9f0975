using System.Security.Cryptography;
using System.Text;

namespace DemoApp.DevSidecar.Security;

/// <summary>The token that callers of the API must show, if there is one.</summary>
internal sealed class ApiToken(SidecarOptions options)
{
    private static readonly byte[] Refusal = "invalid api token\n"u8.ToArray();

    private readonly byte[]? _expected = options.ApiToken is { } token ? Encoding.UTF8.GetBytes(token) : null;

    public bool IsPresent(string? given) =>
        _expected is null || (given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _expected));

    public static async Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentLength = Refusal.Length;
        await context.Response.Body.WriteAsync(Refusal, context.RequestAborted);
    }
}
