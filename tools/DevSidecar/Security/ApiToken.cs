using System.Security.Cryptography;
using System.Text;

namespace DemoApp.DevSidecar.Security;

/// <summary>The token that callers of the API must send, if there is one.</summary>
internal sealed class ApiToken(SidecarOptions options)
{
    private readonly byte[]? _expected = options.ApiToken is { } token ? Encoding.UTF8.GetBytes(token) : null;

    public bool Accepts(string? token) =>
        _expected is null || (token is not null && CryptographicOperations.FixedTimeEquals(Encoding.Latin1.GetBytes(token), _expected));
}
