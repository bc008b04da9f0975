using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DemoApp.ServiceDefaults;

/// <summary>Lets in only who knows <c>APP_API_TOKEN</c>: the app's own sidecar, which adds it to what it passes on.</summary>
public static class AppTokenFilter
{
    /// <summary>The header that Dapr carries tokens in.</summary>
    public const string Header = "dapr-api-token";

    /// <summary>Asks for <paramref name="token"/> on every endpoint of the group; null asks for nothing.</summary>
    public static RouteGroupBuilder RequireAppToken(this RouteGroupBuilder group, string? token)
    {
        if (token is null)
        {
            return group;
        }

        var expected = Hash(token);
        return group.AddEndpointFilter((context, next) =>
            // Hashes of one length, compared in constant time, tell neither the length nor how much of a guess was right.
            CryptographicOperations.FixedTimeEquals(Hash(context.HttpContext.Request.Headers[Header].ToString()), expected)
                ? next(context)
                : ValueTask.FromResult<object?>(Problems.Of(StatusCodes.Status401Unauthorized,
                    $"The {Header} header is missing or wrong. Call this app through its Dapr sidecar, or send its APP_API_TOKEN.")));
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
