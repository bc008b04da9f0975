using System.Net.Sockets;
using System.Text;

namespace DemoApp.TenantPage.Topology;

/// <summary>Calls apps and sidecars of this machine: through no proxy, without following redirects, and within a limit of bytes.</summary>
internal sealed class AppClient : IDisposable
{
    private const int LargestAnswer = 256 << 10;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        // A request has the trace context that it was given and no other.
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = Timeout,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    /// <summary>Sends a request and reads the answer, whatever its status.</summary>
    public async Task<AppAnswer> SendAsync(string name, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var authority = request.RequestUri!.Authority;
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            return new AppAnswer((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new AppCallException($"{name} at {authority} answered more than {LargestAnswer >> 10} KiB, which is not shown.");
        }
        catch (Exception e) when (IsNoAnswer(e) && !cancellationToken.IsCancellationRequested)
        {
            throw new AppCallException($"{name} does not answer at {authority}: is it running?");
        }
    }

    /// <summary>Status and type of the answer to a GET, or null without an answer; its body is not read.</summary>
    public async Task<(int Status, string? Type)?> HeadersAsync(Uri address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HeadersTimeout);
        try
        {
            using var answer = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType);
        }
        catch (Exception e) when (IsNoAnswer(e) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();
    private static bool IsNoAnswer(Exception exception) =>
        exception is HttpRequestException or SocketException or IOException or OperationCanceledException;
}

/// <summary>What an app answered.</summary>
internal sealed record AppAnswer(int Status, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>An app gave no answer that can be shown; the message says which and why.</summary>
internal sealed class AppCallException(string message) : Exception(message);
